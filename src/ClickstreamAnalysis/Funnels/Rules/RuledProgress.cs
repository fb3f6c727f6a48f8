using System.Runtime.InteropServices;

namespace ClickstreamAnalysis.Funnels.Rules;

/// <summary>The state of one entity in a funnel whose rules go beyond the ordered best chain.</summary>
internal sealed class RuledProgress
{
    /// <summary>The value of <see cref="FirstEntryMs"/> without an entry.</summary>
    public const long NoEntry = long.MaxValue;

    /// <summary>The events that can still affect a result, in the order of <see cref="FunnelEvent.CompareTo"/>.</summary>
    public List<FunnelEvent> Events { get; } = [];

    /// <summary>The best closed attempt of each session and bucket. Empty when attempts are counted.</summary>
    public List<RuledAttempt> Settled { get; } = [];

    /// <summary>What counts now: the best attempt of each session and bucket, or each open attempt when attempts are counted.</summary>
    public List<RuledAttempt> Counted { get; } = [];

    public List<TrackBlock> Blocks { get; } = [];

    /// <summary>The time of the first entry ever. Kept only for funnels that allow no other.</summary>
    public long FirstEntryMs { get; set; } = NoEntry;

    /// <summary>The time of the earliest event; <see cref="long.MaxValue"/> when there is none.</summary>
    public long EarliestMs { get; private set; } = long.MaxValue;

    /// <summary>The runs of the open entries, by track and entry; null when they must be computed again. Not stored.</summary>
    public List<EntryRun>? Runs { get; set; }

    /// <summary>No event or attempt is left that can affect a result.</summary>
    public bool IsEmpty => Events.Count == 0 && Settled.Count == 0 && Counted.Count == 0 && Blocks.Count == 0 && FirstEntryMs == NoEntry;

    /// <summary>The number of counted attempts that are not final.</summary>
    public int OpenAttempts => Counted.Count(static attempt => attempt is { IsFinal: false, Taken: not 0 });

    public ReadOnlySpan<FunnelEvent> Span => CollectionsMarshal.AsSpan(Events);

    public void Add(in FunnelEvent added)
    {
        var at = Events.BinarySearch(added);
        Events.Insert(at < 0 ? ~at : at, added);
        EarliestMs = Math.Min(EarliestMs, added.TimeMs);
    }

    /// <summary>Removes events before this time.</summary>
    public void DropBefore(long timeMs)
    {
        if (EarliestMs >= timeMs)
        {
            return;
        }

        Events.RemoveAll(kept => kept.TimeMs < timeMs);
        EarliestMs = long.MaxValue;
        foreach (ref readonly var kept in Span)
        {
            EarliestMs = Math.Min(EarliestMs, kept.TimeMs);
        }
    }

    /// <summary>The next time to settle: when an attempt closes or memory can be freed.</summary>
    public long NextDueMs(RuledFunnel funnel)
    {
        var limits = funnel.Limits;
        var due = EarliestMs == long.MaxValue ? long.MaxValue : limits.DueMs(EarliestMs);
        foreach (var block in Blocks)
        {
            due = Math.Min(due, limits.DueMs(block.UntilMs));
        }

        foreach (var attempt in Settled)
        {
            due = Math.Min(due, funnel.KnownUntilMs(attempt));
        }

        return due;
    }
}
