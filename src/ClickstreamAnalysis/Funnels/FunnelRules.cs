namespace ClickstreamAnalysis.Funnels;

/// <summary>The limits of a funnel, in milliseconds.</summary>
/// <param name="Steps">The number of steps.</param>
/// <param name="WindowMs">The conversion window, inclusive.</param>
/// <param name="GraceMs">The grace period.</param>
/// <param name="BucketMs">The length of an entry bucket; 0 when one bucket covers all time.</param>
/// <param name="MaxEvents">The maximum number of events kept per entity.</param>
internal sealed record FunnelRules(int Steps, long WindowMs, long GraceMs, long BucketMs, int MaxEvents)
{
    /// <summary>The time after which an attempt is final, counted from its entry: window + grace period.</summary>
    public long OpenMs { get; } = WindowMs + GraceMs;

    public static FunnelRules Of<TKey, TValue>(FunnelDefinition<TKey, TValue> funnel)
        where TKey : notnull => new(
            funnel.Steps.Count,
            Milliseconds(funnel.Window),
            Milliseconds(funnel.GracePeriod),
            Milliseconds(funnel.EntryBucket ?? TimeSpan.Zero),
            funnel.MaxEventsPerEntity);

    /// <summary>Whether an attempt entered at this time is final, so that an event of this time is late.</summary>
    public bool IsOver(long timestampMs, long streamTimeMs) => streamTimeMs - timestampMs > OpenMs;

    /// <summary>The last stream time at which <see cref="IsOver"/> is false.</summary>
    public long DueMs(long timestampMs) => timestampMs > long.MaxValue - 1 - OpenMs ? long.MaxValue - 1 : timestampMs + OpenMs;

    /// <summary>The start of an entry's bucket; 0 when one bucket covers all time.</summary>
    public long BucketStartMs(long entryMs)
    {
        if (BucketMs == 0)
        {
            return 0;
        }

        var into = entryMs % BucketMs;
        return entryMs - (into < 0 ? into + BucketMs : into);
    }

    /// <summary>The last time in an entry's bucket.</summary>
    public long BucketLastMs(long entryMs)
    {
        var start = BucketStartMs(entryMs);
        return BucketMs == 0 || start > long.MaxValue - BucketMs ? long.MaxValue : start + BucketMs - 1;
    }

    public FunnelBucket BucketOf(long entryMs) =>
        BucketMs == 0 ? FunnelBucket.AllTime : new(new TimeWindow(BucketStartMs(entryMs), BucketLastMs(entryMs) + 1));

    private static long Milliseconds(TimeSpan time) => time.Ticks / TimeSpan.TicksPerMillisecond;
}
