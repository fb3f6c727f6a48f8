using ClickstreamAnalysis.Funnels;

namespace ClickstreamAnalysis;

/// <summary>
/// Describes a funnel: 2 to 32 steps that an entity takes in order within a conversion window. Immutable and thread-safe: each
/// method gives a changed copy. Begin with <see cref="Funnel.Define"/>, and hand it to <c>stream.Funnel(...)</c>.
/// </summary>
/// <remarks>
/// <para>
/// An <em>attempt</em> begins with an event of the first step, the entry. Events that belong to no step change nothing. An event
/// fills one step, even when it matches several; events of equal time count as in order, whichever came first. The window is
/// measured from the entry and is inclusive. Of all the chains that an entity's events allow, the best one counts: the deepest,
/// and among equally deep ones the one that was entered first.
/// </para>
/// <para>Steps A, B and C within one hour, and four events of one user:</para>
/// <code>
/// 13:00 A   13:30 A   13:45 B   14:15 C
///   |---------------------|               from 13:00: A, B, and C is 75 minutes away: 2 steps
///             |-----------------------|   from 13:30: A, B, and C after 45 minutes:   3 steps, the best chain
/// </code>
/// <para>
/// The outcome says first 1 step (entered 13:00), then 2 steps (13:00, 13:45), then 3 steps (13:30, 13:45, 14:15). The attempt of
/// 13:00 was the best one throughout its window, so it gets a final outcome of its own, with 2 steps, once stream time is past
/// 14:00 and the grace; the attempt of 13:30 gets one with 3 steps past 14:30 and the grace. In the counts the user is one user,
/// with 3 steps.
/// </para>
/// <para>
/// An event is late when stream time is past its time + window + grace: it could not even begin an attempt. As long as events
/// come out of order by no more than the grace, the order changes no result. An event that comes later than that, and is not
/// late, counts for those attempts only that are not final.
/// </para>
/// </remarks>
/// <typeparam name="TKey">Type of the stream's keys: what is counted.</typeparam>
/// <typeparam name="TValue">Type of the stream's values: the events.</typeparam>
public sealed class FunnelDefinition<TKey, TValue>
    where TKey : notnull
{
    /// <summary>The fewest steps of a funnel: 2.</summary>
    public const int MinSteps = 2;

    /// <summary>The most steps of a funnel: 32.</summary>
    public const int MaxSteps = 32;

    internal FunnelDefinition(string name) => Name = name;

    /// <summary>The funnel's name.</summary>
    public string Name { get; }

    /// <summary>The names of the steps, in order.</summary>
    public IReadOnlyList<string> StepNames => [.. Steps.Select(step => step.Name)];

    /// <summary>How long after the entry the last step may be, inclusive. There is no default.</summary>
    public TimeSpan Window { get; private init; }

    /// <summary>How far events may come out of order without any effect on results. Default 0.</summary>
    public TimeSpan GracePeriod { get; private init; }

    /// <summary>The length of the buckets that attempts are counted in, or null (the default) for one bucket that holds all time.</summary>
    public TimeSpan? Bucket { get; private init; }

    /// <summary>How many step events of one entity are kept at a time. Default 10,000.</summary>
    public int MaxEvents { get; private init; } = 10_000;

    internal IReadOnlyList<FunnelStep<TKey, TValue>> Steps { get; private init; } = [];

    /// <summary>Adds the next step.</summary>
    /// <param name="name">The step's name, unique in the funnel.</param>
    /// <param name="predicate">
    /// Whether an event is one of this step; gets key and value. Called once per record, on the stream thread; must depend on
    /// nothing but its arguments.
    /// </param>
    /// <returns>The funnel with one more step.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public FunnelDefinition<TKey, TValue> Step(string name, Func<TKey, TValue, bool> predicate)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(predicate);
        return new(Name, this) { Steps = [.. Steps, new(name, predicate)] };
    }

    /// <summary>Sets the conversion window.</summary>
    /// <param name="window">From the entry to the last step, inclusive; at least one millisecond, whole milliseconds.</param>
    /// <returns>The funnel with this window.</returns>
    public FunnelDefinition<TKey, TValue> Within(TimeSpan window) => new(Name, this) { Window = window };

    /// <summary>Sets how far events may come out of order. Outcomes become final that much later.</summary>
    /// <param name="grace">0 or more, whole milliseconds.</param>
    /// <returns>The funnel with this grace.</returns>
    public FunnelDefinition<TKey, TValue> Grace(TimeSpan grace) => new(Name, this) { GracePeriod = grace };

    /// <summary>
    /// Counts per bucket of time: an attempt belongs to the bucket of its entry, and each entity counts once in each bucket in
    /// which it has an entry, by its deepest attempt there. An event may belong to the best chains of two buckets.
    /// </summary>
    /// <param name="length">
    /// The length of a bucket, at least one millisecond, whole milliseconds. Buckets are half-open and aligned to 1970-01-01T00:00:00Z: with
    /// one day they are the days of UTC.
    /// </param>
    /// <returns>The funnel with these buckets.</returns>
    public FunnelDefinition<TKey, TValue> EntryBucket(TimeSpan length) => new(Name, this) { Bucket = length };

    /// <summary>
    /// Limits the memory that one entity takes. An event that would be one too many is not used, and counted as rejected with
    /// the reason <c>funnel-events</c>. Only events of steps count, and only for window + grace.
    /// </summary>
    /// <param name="count">At least 1.</param>
    /// <returns>The funnel with this limit.</returns>
    public FunnelDefinition<TKey, TValue> MaxEventsPerEntity(int count) => new(Name, this) { MaxEvents = count };

    private FunnelDefinition(string name, FunnelDefinition<TKey, TValue> other)
        : this(name)
    {
        Window = other.Window;
        GracePeriod = other.GracePeriod;
        Bucket = other.Bucket;
        MaxEvents = other.MaxEvents;
        Steps = other.Steps;
    }
}
