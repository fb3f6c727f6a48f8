namespace ClickstreamAnalysis.Funnels.Rules;

/// <summary>A funnel whose rules go beyond the ordered best chain.</summary>
internal sealed record RuledFunnel(FunnelRules Limits)
{
    /// <summary>How long a session stays known after its last attempt has closed, so that it does not count twice.</summary>
    public const long SessionMemoryMs = 24L * 60 * 60 * 1000;

    /// <summary>The value number of attempts without a value; 1 stands for other values, and values of the list begin with 2.</summary>
    public const int NoValue = 0;

    public const int OtherValue = 1;

    public FunnelOrder Order { get; init; }

    public FunnelEntry Entry { get; init; }

    public FunnelCounting Counting { get; init; }

    public bool IsFirstTimeOnly { get; init; }

    /// <summary>Whether events carry a property that is constant across steps, or a session.</summary>
    public bool HasTracks { get; init; }

    /// <summary>The optional steps, as a bit mask.</summary>
    public uint Optional { get; init; }

    /// <summary>The longest time from the previous step taken to each step; <see cref="long.MaxValue"/> for a step without its own window.</summary>
    public long[] StepWindowsMs { get; init; } = [];

    public ExclusionRule[] Exclusions
    {
        get;
        init
        {
            field = value;
            IsRevisable = value.Any(static exclusion => exclusion.Effect != ExclusionEffect.CapAttempt);
        }
    } = [];

    /// <summary>
    /// Whether an attempt that was not the best when it closed may become the best later: a better one may still be dropped, and an entity that was dropped may
    /// count again, because a later chain avoids the exclusion.
    /// </summary>
    public bool IsRevisable { get; private init; }

    /// <summary>The number of values of the breakdown: those of the list, others, and none. 0 without a breakdown.</summary>
    public int Values { get; init; }

    /// <summary>Tells lists of values apart, whose counts are kept by their place in the list.</summary>
    public ulong ValuesHash { get; init; }

    public BreakdownAttribution Attribution { get; init; }

    public bool MeasuresTimes { get; init; }

    public int Steps => Limits.Steps;

    public bool CountsAttempts => Counting == FunnelCounting.Totals;

    /// <summary>Whether attempts depend on earlier ones, and so are computed in the order of their entries.</summary>
    public bool IsSequential => CountsAttempts || Entry == FunnelEntry.FirstEntry;

    /// <summary>Whether events of no step matter, because they end a run.</summary>
    public bool SeesForeign => Order == FunnelOrder.Consecutive;

    /// <summary>Whether an exclusion drops the entity.</summary>
    public bool DropsEntities { get; init; }

    /// <summary>Whether an event may be an entry.</summary>
    public bool IsEntry(uint steps) => Order == FunnelOrder.AnyOrder ? steps != 0 : (steps & 1) != 0;

    /// <summary>Whether an event of an entity is an entry.</summary>
    public bool IsEntryOf(RuledProgress progress, in FunnelEvent candidate) =>
        !candidate.IsUsed && IsEntry(candidate.Steps) && (!IsFirstTimeOnly || candidate.TimeMs == progress.FirstEntryMs);

    /// <summary>Whether a closed attempt may be reported again, because the better one that replaced it is taken back or becomes shorter.</summary>
    public bool KeepsTimes => MeasuresTimes || Exclusions.Length > 0 || SeesForeign || Entry != FunnelEntry.BestChain || IsFirstTimeOnly;

    /// <summary>The last stream time at which a closed attempt must be known; <see cref="long.MaxValue"/> when it must be for ever.</summary>
    public long KnownUntilMs(RuledAttempt attempt)
    {
        if (Limits.BucketMs != 0)
        {
            return Limits.DueMs(Limits.BucketLastMs(attempt.EntryMs));
        }

        return Counting == FunnelCounting.Sessions ? Limits.DueMs(attempt.EntryMs) + SessionMemoryMs : long.MaxValue;
    }

    /// <summary>Whether a later time of this step may allow chains that an earlier one does not.</summary>
    public bool IsLaterTimeUseful(int step)
    {
        foreach (var exclusion in Exclusions)
        {
            if (exclusion.IsArmedAt(step))
            {
                return true;
            }
        }

        for (var next = step + 1; next < Steps; next++)
        {
            if (StepWindowsMs[next] != long.MaxValue)
            {
                return true;
            }

            if ((Optional >> next & 1) == 0)
            {
                return false;
            }
        }

        return false;
    }

    /// <summary>The text that tells the state of different rules apart.</summary>
    public string Form =>
        $"{Order}-{Entry}-{Counting}-{(IsFirstTimeOnly ? "first-time" : "any-time")}-{(HasTracks ? "tracks" : "one-track")}-{Optional:x}-{string.Join('+', Exclusions.Select(static rule => rule.Form))}-{Values}:{ValuesHash:x}-{(MeasuresTimes ? "times" : "counts")}";
}
