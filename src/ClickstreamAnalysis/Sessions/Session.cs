namespace ClickstreamAnalysis.Sessions;

/// <summary>A session of one key: the closed interval from its first to its last event, and what was computed over them.</summary>
/// <typeparam name="TKey">Type of the key.</typeparam>
/// <typeparam name="TAggregate">Type of what is computed.</typeparam>
public readonly record struct Session<TKey, TAggregate>
{
    /// <summary>Whose session it is.</summary>
    public required TKey Key { get; init; }

    /// <summary>
    /// Together with the key the identity of the session: the time of the event that opened it. It stays when earlier events
    /// join, and when sessions merge that of the earlier one survives.
    /// </summary>
    public required long IdMs { get; init; }

    /// <summary>Time of the first event, in milliseconds since 1970.</summary>
    public required long StartMs { get; init; }

    /// <summary>Time of the last event, in milliseconds since 1970; equal to the start when there is one event.</summary>
    public required long EndMs { get; init; }

    /// <summary>How many events.</summary>
    public required long Events { get; init; }

    /// <summary>Counts the changes of the session, from 1.</summary>
    public required long Revision { get; init; }

    /// <summary>What was computed over the events.</summary>
    public required TAggregate Facts { get; init; }

    /// <summary>From the first to the last event; zero when there is one.</summary>
    public TimeSpan Duration => TimeSpan.FromMilliseconds(EndMs - StartMs);
}
