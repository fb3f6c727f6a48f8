using System.Runtime.CompilerServices;

namespace ClickstreamAnalysis.Funnels.Rules;

/// <summary>The events of an entity that can still affect a result, and the open entries among them.</summary>
/// <remarks>An object of its own, because most entities have events for a short time, and attempts for much longer.</remarks>
internal sealed class KeptEvents
{
    private const int ObjectBytes = 80;
    private const int ArrayBytes = 24;

    private FunnelEvent[] _events = [];
    private int _count;
    private OpenEntries _open;

    /// <summary>The events in the order of <see cref="FunnelEvent.CompareTo"/>.</summary>
    public ReadOnlySpan<FunnelEvent> Events => _events.AsSpan(0, _count);

    /// <summary>The time of the earliest event; <see cref="long.MaxValue"/> when there is none.</summary>
    public long EarliestMs { get; private set; } = long.MaxValue;

    /// <summary>The time of the latest event; <see cref="long.MinValue"/> when there is none.</summary>
    public long LatestMs { get; private set; } = long.MinValue;

    /// <summary>The open entries. Not stored, and not used when attempts depend on earlier ones.</summary>
    public ref OpenEntries Open => ref _open;

    public long HeapBytes =>
        ObjectBytes + (_events.Length == 0 ? 0 : ArrayBytes + ((long)Unsafe.SizeOf<FunnelEvent>() * _events.Length)) + _open.HeapBytes;

    /// <summary>Allocates room for the events of a row.</summary>
    public void Reserve(int events) => _events = new FunnelEvent[SpareArrays<FunnelEvent>.RoomFor(events)];

    /// <summary>Adds an event.</summary>
    /// <param name="added">The event.</param>
    /// <param name="spare">Room for more events.</param>
    public void Add(in FunnelEvent added, SpareArrays<FunnelEvent> spare)
    {
        if (_count == _events.Length)
        {
            _events = spare.Grow(_events);
        }

        AddReserved(in added);
    }

    /// <summary>Adds an event for which there is room.</summary>
    public void AddReserved(in FunnelEvent added)
    {
        var at = _count;
        if (_count > 0 && _events[_count - 1].CompareTo(added) > 0)
        {
            at = Array.BinarySearch(_events, 0, _count, added);
            at = at < 0 ? ~at : at;
            Array.Copy(_events, at, _events, at + 1, _count - at);
        }

        _events[at] = added;
        _count++;
        EarliestMs = Math.Min(EarliestMs, added.TimeMs);
        LatestMs = Math.Max(LatestMs, added.TimeMs);
    }

    /// <summary>Marks an event as taken by a closed attempt.</summary>
    public void MarkUsed(int index) => _events[index] = _events[index] with { IsUsed = true };

    /// <summary>The events of one time, of which some may be moved to the front before the others are removed.</summary>
    public Span<FunnelEvent> EventsToChange(int from, int end) => _events.AsSpan(from..end);

    /// <summary>Removes events of one time but the first ones, of which at least one is kept.</summary>
    public void RemoveTies(int from, int end, int kept)
    {
        Array.Copy(_events, end, _events, from + kept, _count - end);
        _count -= end - from - kept;
    }

    /// <summary>The events of the same track and time: the index of the first, and the index after the last; equal when there are none.</summary>
    public (int From, int End) TiesOf(in FunnelEvent added)
    {
        // Most events are the latest ones.
        if (added.TimeMs > LatestMs)
        {
            return (0, 0);
        }

        var events = Events;
        var (low, high) = (0, events.Length);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            (low, high) = events[middle].CompareTime(in added) < 0 ? (middle + 1, high) : (low, middle);
        }

        var end = low;
        while (end < events.Length && events[end].CompareTime(in added) == 0)
        {
            end++;
        }

        return (low, end);
    }

    /// <summary>Removes the events before a time. If none is left, <see cref="Release"/> the room.</summary>
    public void DropBefore(long timeMs)
    {
        if (EarliestMs >= timeMs)
        {
            return;
        }

        var (kept, earliestMs) = (0, long.MaxValue);
        for (var i = 0; i < _count && LatestMs >= timeMs; i++)
        {
            if (_events[i].TimeMs >= timeMs)
            {
                earliestMs = Math.Min(earliestMs, _events[i].TimeMs);
                _events[kept++] = _events[i];
            }
        }

        (_count, EarliestMs) = (kept, earliestMs);
    }

    /// <summary>Gives the room back, for another entity.</summary>
    public void Release(SpareRoom spare)
    {
        spare.Events.Return(_events);
        _open.Release(spare.Entries);
        (_events, _count) = ([], 0);
        (EarliestMs, LatestMs) = (long.MaxValue, long.MinValue);
        spare.Return(this);
    }
}
