using System.Runtime.CompilerServices;
using ClickstreamAnalysis.State.Entries;

namespace ClickstreamAnalysis.Sessions;

/// <summary>
/// The open sessions of one key. There is nearly always one, so the initial capacity is one. Sessions are in order of time, except that
/// they can overlap after a cap split one of them.
/// </summary>
internal class OpenSessions<TAggregate> : IHeapContainer
{
    // This object and the header of its array.
    private const int ObjectBytes = 64;

    private OpenSession<TAggregate>[] _items = new OpenSession<TAggregate>[1];

    public int Count { get; private set; }

    /// <summary>Creates a row without sessions.</summary>
    /// <param name="numbers">The number of closed sessions; null when sessions are not numbered.</param>
    public static OpenSessions<TAggregate> New(SessionNumbers? numbers) =>
        numbers is null ? new OpenSessions<TAggregate>() : new NumberedOpenSessions<TAggregate>(numbers);

    /// <summary>
    /// The number of sessions of this row that were opened because another one was full; it makes their ids unique. It starts again
    /// when no session is open, because an event at the time of an earlier id is late by then.
    /// </summary>
    public int Splits { get; set; }

    /// <summary>The number of closed sessions; null when sessions are not numbered.</summary>
    public virtual SessionNumbers? Numbers => null;

    public long? HeapBytes
    {
        get
        {
            if (!typeof(IHeapSized).IsAssignableFrom(typeof(TAggregate)))
            {
                return null;
            }

            var bytes = ObjectBytes + ((long)Unsafe.SizeOf<OpenSession<TAggregate>>() * _items.Length);
            for (var i = 0; i < Count; i++)
            {
                bytes += HeapSize.OfSized(_items[i].Aggregate);
            }

            return bytes;
        }
    }

    public ref OpenSession<TAggregate> this[int index] => ref _items[index];

    /// <summary>Inserts a slot at an index and moves later sessions up. The slot holds old data until it is set.</summary>
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

        // Clear the freed slot, so that it does not keep strings alive.
        _items[Count] = default;
    }

    /// <summary>The index of the session that ends first; of several, the first.</summary>
    public int FirstEndIndex
    {
        get
        {
            var first = 0;
            for (var i = 1; i < Count; i++)
            {
                first = _items[i].EndMs < _items[first].EndMs ? i : first;
            }

            return first;
        }
    }

    /// <summary>The provisional number of an open session; 0 when sessions are not numbered.</summary>
    public long NumberOf(int index, long retentionMs) => Numbers is null ? 0 : Numbers.NextOf(_items[0].StartMs, retentionMs) + index;
}
