namespace ClickstreamAnalysis.Sessions;

/// <summary>
/// The open sessions of one key: nearly always one, so the list begins with room for one. They are in order of time unless a cap has
/// split one of them, when they can overlap.
/// </summary>
internal sealed class OpenSessions<TAggregate>
{
    private OpenSession<TAggregate>[] _items = new OpenSession<TAggregate>[1];

    public int Count { get; private set; }

    /// <summary>
    /// How many sessions of this row began because another one was full: their ids need it. The row outlives every time at which
    /// an id could come up again, since an event of that time would be late by then.
    /// </summary>
    public int Splits { get; set; }

    public ref OpenSession<TAggregate> this[int index] => ref _items[index];

    /// <summary>Makes room at an index; what was there moves up. The slot holds old data until it is set.</summary>
    public ref OpenSession<TAggregate> Insert(int index)
    {
        if (Count == _items.Length)
        {
            // A bot can have many open sessions, each of them full.
            Array.Resize(ref _items, Count + 1 + Count / 2);
        }

        Array.Copy(_items, index, _items, index + 1, Count - index);
        Count++;
        return ref _items[index];
    }

    public void RemoveAt(int index)
    {
        Count--;
        Array.Copy(_items, index + 1, _items, index, Count - index);

        // The freed slot must not keep strings alive.
        _items[Count] = default;
    }

    /// <summary>The earliest end: the first of them to be over.</summary>
    public long FirstEndMs
    {
        get
        {
            var first = _items[0].EndMs;
            for (var i = 1; i < Count; i++)
            {
                first = Math.Min(first, _items[i].EndMs);
            }

            return first;
        }
    }
}
