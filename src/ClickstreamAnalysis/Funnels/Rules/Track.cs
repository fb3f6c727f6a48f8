namespace ClickstreamAnalysis.Funnels.Rules;

/// <summary>The events of one track: those whose attempts share no event with other tracks. In order of time.</summary>
internal static class Track
{
    /// <summary>The length of the track that the events begin with.</summary>
    public static int Length(ReadOnlySpan<FunnelEvent> events)
    {
        var length = 1;
        while (length < events.Length && events[length].CompareTrack(events[0].Session, events[0].Held) == 0)
        {
            length++;
        }

        return length;
    }

    /// <summary>The events of a track.</summary>
    public static ReadOnlySpan<FunnelEvent> Of(ReadOnlySpan<FunnelEvent> events, ulong session, ulong held)
    {
        if (events.IsEmpty || (events[0].CompareTrack(session, held) == 0 && events[^1].CompareTrack(session, held) == 0))
        {
            return events;
        }

        return events[Bound(events, session, held, isAfter: false)..Bound(events, session, held, isAfter: true)];
    }

    /// <summary>The index of the first event of a track at or after a time.</summary>
    public static int Find(ReadOnlySpan<FunnelEvent> track, long timeMs)
    {
        // Most look-ups are for the latest events.
        if (track.IsEmpty || track[^1].TimeMs < timeMs)
        {
            return track.Length;
        }

        var (low, high) = (0, track.Length);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            (low, high) = track[middle].TimeMs < timeMs ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    /// <summary>The events with the time of the event at this index.</summary>
    public static ReadOnlySpan<FunnelEvent> Group(ReadOnlySpan<FunnelEvent> track, int index)
    {
        var end = index + 1;
        while (end < track.Length && track[end].TimeMs == track[index].TimeMs)
        {
            end++;
        }

        return track[index..end];
    }

    /// <summary>Notes the exclusions of events.</summary>
    public static void Note(ReadOnlySpan<FunnelEvent> group, Span<long> excludedMs)
    {
        if (excludedMs.IsEmpty)
        {
            return;
        }

        foreach (ref readonly var excluding in group)
        {
            for (var i = 0; i < excludedMs.Length; i++)
            {
                excludedMs[i] = (excluding.Exclusions >> i & 1) != 0 ? excluding.TimeMs : excludedMs[i];
            }
        }
    }

    /// <summary>The index of the first event of a track, or of the first one after the track.</summary>
    private static int Bound(ReadOnlySpan<FunnelEvent> events, ulong session, ulong held, bool isAfter)
    {
        var (low, high) = (0, events.Length);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            (low, high) = events[middle].CompareTrack(session, held) < (isAfter ? 1 : 0) ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
