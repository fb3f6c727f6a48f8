namespace ClickstreamAnalysis;

/// <summary>The effect of an exclusion event between two steps of an attempt.</summary>
public enum ExclusionEffect
{
    /// <summary>The attempt keeps the steps that it reached before the event, and reaches no further one.</summary>
    CapAttempt,

    /// <summary>The attempt does not count at all. Other attempts of the entity do.</summary>
    DropAttempt,

    /// <summary>
    /// The entity does not count at all in the entry bucket of the attempt, even with attempts that are final. With
    /// <see cref="FunnelCounting.Sessions"/> the session does not count.
    /// </summary>
    DropEntity,
}
