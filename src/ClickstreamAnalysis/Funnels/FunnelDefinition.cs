using ClickstreamAnalysis.Funnels;
using ClickstreamAnalysis.Topologies;

namespace ClickstreamAnalysis;

/// <summary>
/// Defines a funnel: 2 to 32 steps that an entity takes in order within a conversion window. <c>stream.Funnel(...)</c> provides an empty
/// definition to add steps to. Immutable and thread-safe: each method returns a changed copy.
/// </summary>
/// <remarks>
/// <code>
/// clicks.Funnel("checkout", funnel => funnel
///     .Step("view", click => click.Value.Name == "view")
///     .Step("buy", click => click.Value.Name == "buy")
///     .Within(TimeSpan.FromHours(1)) with { GracePeriod = TimeSpan.FromMinutes(1) });
/// </code>
/// <para>
/// An <em>attempt</em> begins with an event of the first step, the entry. Events that match no step are ignored. An event fills one step,
/// even when it matches several; events of equal time count as in order, whichever arrived first. The window is measured from the entry
/// and is inclusive. Of all chains that an entity's events allow, the best one counts: the deepest, and among equally deep chains the one
/// with the earliest entry.
/// </para>
/// <para>Steps A, B and C within one hour, and four events of one user:</para>
/// <code>
/// 13:00 A   13:30 A   13:45 B   14:15 C
///   |---------------------|               from 13:00: A, B, and C is 75 minutes away: 2 steps
///             |-----------------------|   from 13:30: A, B, and C after 45 minutes:   3 steps, the best chain
/// </code>
/// <para>
/// The outcomes are 1 step (entered 13:00), then 2 steps (13:00, 13:45), then 3 steps (13:30, 13:45, 14:15). The attempt of 13:00 was the
/// best one throughout its window, so it has its own final outcome, with 2 steps, once stream time is past 14:00 + grace period. The
/// attempt of 13:30 has a final outcome with 3 steps once stream time is past 14:30 + grace period. The counts contain the user once,
/// with 3 steps.
/// </para>
/// <para>
/// An event is late when stream time is past its time + window + grace period, because it could not begin an attempt. While events are
/// out of order by at most the grace period, their order does not change results. An event that arrives later, but is not late, counts
/// only for attempts that are not final.
/// </para>
/// </remarks>
/// <typeparam name="TKey">Type of the stream's keys: the entities that are counted, usually users.</typeparam>
/// <typeparam name="TValue">Type of the stream's values: the events.</typeparam>
public sealed partial record FunnelDefinition<TKey, TValue>
    where TKey : notnull
{
    /// <summary>The minimum number of steps of a funnel: 2.</summary>
    public const int MinSteps = 2;

    /// <summary>The maximum number of steps of a funnel: 32.</summary>
    public const int MaxSteps = 32;

    private readonly int? _maxEventsPerEntity;

    internal FunnelDefinition()
    {
    }

    /// <summary>The names of the steps, in order.</summary>
    public IReadOnlyList<string> StepNames => [.. Steps.Select(step => step.Name)];

    /// <summary>The longest time from the entry to the last step, inclusive; set by <see cref="Within"/>. There is no default.</summary>
    public TimeSpan Window { get; private init; }

    /// <summary>
    /// How far events may be out of order without changing results. Outcomes become final later by this time. Default 0; 0 or more, whole
    /// milliseconds.
    /// </summary>
    public TimeSpan GracePeriod { get; init; }

    /// <summary>
    /// The length of the time buckets in which attempts are counted; at least one millisecond, whole milliseconds. Default null: one
    /// bucket covers all time.
    /// </summary>
    /// <remarks>
    /// An attempt belongs to the bucket of its entry. Each entity counts once in each bucket in which it has an entry, by its deepest
    /// attempt there. An event may belong to the best chains of two buckets. Buckets are half-open and aligned to 1970-01-01T00:00:00Z,
    /// so buckets of one day are UTC days.
    /// </remarks>
    public TimeSpan? EntryBucket { get; init; }

    /// <summary>
    /// The maximum number of events kept per entity, which limits its memory. Default 10,000 for the ordered best chain of entities, and
    /// 1,000 with other rules, whose work for one event grows with the open attempts; at least 1.
    /// </summary>
    /// <remarks>
    /// Step events, exclusion events and, with <see cref="FunnelOrder.Consecutive"/>, all other events count, and only for window + grace
    /// period. An event beyond the limit is not used, and is counted as rejected with the reason <c>funnel-events</c>.
    /// </remarks>
    public int MaxEventsPerEntity
    {
        get => _maxEventsPerEntity ?? (IsPlain ? 10_000 : 1_000);
        init => _maxEventsPerEntity = value;
    }

    internal IReadOnlyList<FunnelStep<TKey, TValue>> Steps { get; private init; } = [];

    /// <summary>Adds the next step.</summary>
    /// <param name="name">The step's name, unique in the funnel.</param>
    /// <param name="predicate">
    /// Whether an event belongs to this step, from its key and value. Called once per record, on the stream thread. The result must
    /// depend only on the arguments.
    /// </param>
    /// <returns>The funnel with one more step.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public FunnelDefinition<TKey, TValue> Step(string name, Func<TKey, TValue, bool> predicate) => With(name, new(predicate), isOptional: false);

    /// <summary>Adds the next step.</summary>
    /// <param name="name">The step's name, unique in the funnel.</param>
    /// <param name="predicate">
    /// Whether an event belongs to this step. Called once per record, on the stream thread. The result must depend only on the argument.
    /// </param>
    /// <returns>The funnel with one more step.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public FunnelDefinition<TKey, TValue> Step(string name, Func<Record<TKey, TValue>, bool> predicate) => With(name, new(predicate), isOptional: false);

    /// <summary>Sets the conversion window.</summary>
    /// <param name="window">The longest time from the entry to the last step, inclusive; at least one millisecond, whole milliseconds.</param>
    /// <returns>The funnel with this window.</returns>
    public FunnelDefinition<TKey, TValue> Within(TimeSpan window) => this with { Window = window };

    private FunnelDefinition<TKey, TValue> With(string name, RecordFunction<TKey, TValue, bool> predicate, bool isOptional)
    {
        ArgumentNullException.ThrowIfNull(name);
        return this with { Steps = [.. Steps, new(name, predicate) { IsOptional = isOptional }] };
    }
}
