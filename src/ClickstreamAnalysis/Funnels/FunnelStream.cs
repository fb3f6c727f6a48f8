namespace ClickstreamAnalysis;

/// <summary>The output streams of a funnel.</summary>
/// <remarks>Not thread-safe, like the <see cref="TopologyBuilder"/> it belongs to.</remarks>
/// <typeparam name="TKey">Type of the keys: the entities that are counted.</typeparam>
/// <typeparam name="TValue">Type of the events.</typeparam>
public sealed class FunnelStream<TKey, TValue>
    where TKey : notnull
{
    private readonly Func<KStream<FunnelBucket, FunnelCounts>> _makeCounts;
    private KStream<FunnelBucket, FunnelCounts>? _counts;
    private KStream<TKey, FunnelOutcome>? _dropOffs;

    internal FunnelStream(
        KStream<TKey, FunnelOutcome> outcomes, KStream<TKey, LateRecord<TValue>> late, Func<KStream<FunnelBucket, FunnelCounts>> makeCounts)
    {
        Outcomes = outcomes;
        Late = late;
        _makeCounts = makeCounts;
    }

    /// <summary>
    /// The progress of each entity, see <see cref="FunnelOutcome"/>. The record's time is the time of the deepest step reached.
    /// </summary>
    public KStream<TKey, FunnelOutcome> Outcomes { get; }

    /// <summary>
    /// Who dropped off, when and after which step: the final outcomes that are not complete, each once. The last of
    /// <see cref="FunnelOutcome.StepsTaken"/> is the step after which the entity was lost. A later attempt of the same entity may still be complete, and
    /// <see cref="ExclusionEffect.DropEntity"/> may withdraw the outcome from <see cref="Outcomes"/>, but not from here.
    /// </summary>
    public KStream<TKey, FunnelOutcome> DropOffs =>
        _dropOffs ??= Outcomes.Filter(static (_, outcome) => outcome is { IsFinal: true, IsComplete: false, IsRepeated: false });

    /// <summary>
    /// The number of entities that reached each step, per entry bucket, over all partitions. Emits the new totals at each commit that
    /// changed them. The first access adds the internal topic <c>name-counts-repartition</c>, with one partition, and the store
    /// <c>name-counts</c>. Totals are kept forever, about 30 bytes per bucket;
    /// more with a breakdown or times, see <see cref="FunnelDefinition{TKey,TValue}.MeasureTimes"/>.
    /// </summary>
    public KStream<FunnelBucket, FunnelCounts> Counts => _counts ??= _makeCounts();

    /// <summary>
    /// Step events that arrived too late to begin an attempt, each with its own time. They count as late even if nothing subscribes to
    /// this stream.
    /// </summary>
    public KStream<TKey, LateRecord<TValue>> Late { get; }
}
