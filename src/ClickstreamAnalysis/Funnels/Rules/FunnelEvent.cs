namespace ClickstreamAnalysis.Funnels.Rules;

/// <summary>An event that a funnel keeps. Step and exclusion numbers are bit masks.</summary>
/// <param name="Session">The hash of the session; 0 unless sessions are counted.</param>
/// <param name="Held">The hash of the property that is constant across steps; 0 unless there is one.</param>
/// <param name="TimeMs">The event time.</param>
/// <param name="Value">The number of the breakdown's value.</param>
/// <param name="Steps">The steps that the event belongs to; 0 for a foreign event and for one of exclusions only.</param>
/// <param name="Exclusions">The exclusions that the event belongs to.</param>
/// <param name="IsUsed">Whether a closed attempt took the event, so that no other attempt can. Only when attempts are counted.</param>
internal readonly record struct FunnelEvent(
    ulong Session, ulong Held, long TimeMs, int Value, uint Steps, uint Exclusions, bool IsUsed = false) : IComparable<FunnelEvent>
{
    /// <summary>
    /// Orders events by track, then by time. Events of equal time are ordered by their content, so that their arrival order changes
    /// nothing.
    /// </summary>
    public int CompareTo(FunnelEvent other)
    {
        var order = CompareTime(in other);
        order = order != 0 ? order : Value.CompareTo(other.Value);
        order = order != 0 ? order : Steps.CompareTo(other.Steps);
        return order != 0 ? order : Exclusions.CompareTo(other.Exclusions);
    }

    /// <summary>Compares the track and the time of the event with those of another one.</summary>
    public int CompareTime(in FunnelEvent other)
    {
        var order = CompareTrack(other.Session, other.Held);
        return order != 0 ? order : TimeMs.CompareTo(other.TimeMs);
    }

    /// <summary>Compares the track of the event, whose attempts use only its events, with another one.</summary>
    public int CompareTrack(ulong session, ulong held)
    {
        var order = Session.CompareTo(session);
        return order != 0 ? order : Held.CompareTo(held);
    }
}
