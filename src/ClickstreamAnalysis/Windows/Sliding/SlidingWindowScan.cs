using ClickstreamAnalysis.Windows.Partials;

namespace ClickstreamAnalysis.Windows.Sliding;

/// <summary>
/// The sliding windows of one key in order of their last moments: one ends at each event time, and one begins just after each that has an event within the
/// size after it.
/// </summary>
/// <param name="times">The event times of the key.</param>
/// <param name="sizeMs">The size of the windows.</param>
/// <param name="afterMs">Windows whose last moment is at or before this are skipped.</param>
internal ref struct SlidingWindowScan<TAggregate>(ReadOnlySpan<SlidingEvents<TAggregate>.Slot> times, long sizeMs, long afterMs)
{
    private readonly ReadOnlySpan<SlidingEvents<TAggregate>.Slot> _times = times;
    private int _ending;
    private int _beginning;
    private int _first;

    /// <summary>The last moment of the window.</summary>
    public long LastMs { get; private set; }

    /// <summary>Its first moment.</summary>
    public readonly long StartMs => LastMs - sizeMs;

    /// <summary>The events of the window.</summary>
    public ReadOnlySpan<SlidingEvents<TAggregate>.Slot> Events { get; private set; }

    /// <summary>Whether an event was added to the window since the last update, or one just before it, which created it.</summary>
    public readonly bool IsChanged
    {
        get
        {
            if (_first > 0 && _times[_first - 1] is { IsChanged: true } before && before.TimestampMs == StartMs - 1)
            {
                return true;
            }

            foreach (ref readonly var slot in Events)
            {
                if (slot.IsChanged)
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>The aggregate of the window. Those of its events stay unchanged, because other windows hold them too.</summary>
    public readonly TAggregate Merge(WindowMerger<TAggregate> merger)
    {
        var value = merger.Start();
        foreach (ref readonly var slot in Events)
        {
            value = merger.Merge(value, slot.Value);
        }

        return value;
    }

    public bool MoveNext()
    {
        while (_beginning < _times.Length)
        {
            // Window ends come from two ordered lists: the times themselves, and the times + 1 + size.
            var beginningMs = _times[_beginning].TimestampMs + 1 + sizeMs;
            var endsAtEvent = _ending < _times.Length && _times[_ending].TimestampMs <= beginningMs;
            LastMs = endsAtEvent ? _times[_ending].TimestampMs : beginningMs;
            _ending += endsAtEvent ? 1 : 0;
            _beginning += LastMs == beginningMs ? 1 : 0;
            if (LastMs > afterMs && FindEvents())
            {
                return true;
            }
        }

        return false;
    }

    private bool FindEvents()
    {
        while (_first < _times.Length && _times[_first].TimestampMs < StartMs)
        {
            _first++;
        }

        // All times up to the last moment were taken from the list of ends.
        Events = _times[_first.._ending];
        return !Events.IsEmpty;
    }
}
