namespace ClickstreamAnalysis;

/// <summary>What comes out of a funnel.</summary>
/// <remarks>Not thread-safe, like the <see cref="TopologyBuilder"/> it belongs to.</remarks>
/// <typeparam name="TKey">Type of the keys: what is counted.</typeparam>
/// <typeparam name="TValue">Type of the events.</typeparam>
public sealed class FunnelStream<TKey, TValue>
    where TKey : notnull
{
    private readonly Func<KStream<FunnelBucket, FunnelCounts>> _makeCounts;
    private KStream<FunnelBucket, FunnelCounts>? _counts;

    internal FunnelStream(
        KStream<TKey, FunnelOutcome> outcomes, KStream<TKey, LateRecord<TValue>> late, Func<KStream<FunnelBucket, FunnelCounts>> makeCounts)
    {
        Outcomes = outcomes;
        Late = late;
        _makeCounts = makeCounts;
    }

    /// <summary>
    /// How far each entity got: see <see cref="FunnelOutcome"/>. The time of a record is that of the deepest step reached.
    /// </summary>
    public KStream<TKey, FunnelOutcome> Outcomes { get; }

    /// <summary>
    /// How many entities reached each step, per entry bucket, over all partitions: the new totals, at each commit that changed
    /// them. Asking for it for the first time adds the internal topic <c>name-counts-repartition</c>, with one partition, and the store
    /// <c>name-counts</c>. Totals are kept for good, some 30 bytes a bucket.
    /// </summary>
    public KStream<FunnelBucket, FunnelCounts> Counts => _counts ??= _makeCounts();

    /// <summary>Events of a step that came too late to begin an attempt, each with its own time. They are counted as late whether anybody uses this or not.</summary>
    public KStream<TKey, LateRecord<TValue>> Late { get; }
}
