namespace ClickstreamAnalysis.Sessions;

/// <summary>The facts of a click session that are computed only when the options ask for them. Immutable, so that emitted sessions can share it.</summary>
internal sealed record SessionExtras
{
    /// <summary>The extras of a session without clicks.</summary>
    public static readonly SessionExtras None = new();

    public long Conversions { get; init; }

    public long Heartbeats { get; init; }

    /// <summary>Whether there is a click that makes the session engaged.</summary>
    public bool HasEngaging { get; init; }

    /// <summary>The lowest hashes of pages, see <see cref="DistinctHashes"/>; null when pages are not counted. Never changed.</summary>
    public ulong[]? PageHashes { get; init; }

    /// <summary>The number of distinct pages; null when they are not counted.</summary>
    public long? DistinctPages { get; init; }

    /// <summary>Whether the session is engaged; null when that was not asked for. Set in results only, because it depends on their duration.</summary>
    public bool? IsEngaged { get; init; }
}
