using System.Collections.Immutable;
using System.IO.Hashing;
using System.Text;
using ClickstreamAnalysis.Funnels;
using ClickstreamAnalysis.Funnels.Rules;
using ClickstreamAnalysis.Topologies;

namespace ClickstreamAnalysis;

/// <content>The rules beyond the ordered best chain.</content>
public sealed partial record FunnelDefinition<TKey, TValue>
{
    /// <summary>The order in which events fill the steps. Default <see cref="FunnelOrder.Ordered"/>.</summary>
    public FunnelOrder Order { get; init; }

    /// <summary>The events of the first step that begin an attempt. Default <see cref="FunnelEntry.BestChain"/>.</summary>
    public FunnelEntry Entry { get; init; }

    /// <summary>What the counts count. Default <see cref="FunnelCounting.Uniques"/>.</summary>
    public FunnelCounting Counting { get; init; }

    /// <summary>
    /// Whether only the first entry event of an entity ever begins an attempt. Default false. The time of the first entry is kept for ever,
    /// about 10 bytes per entity.
    /// </summary>
    public bool FirstTimeOnly { get; init; }

    /// <summary>
    /// Whether the counts have times to convert: <see cref="FunnelCounts.TimeToConvert"/> and <see cref="FunnelStepCount.TimeFromPrevious"/>,
    /// and with a breakdown those of each value. Default false.
    /// </summary>
    /// <remarks>
    /// Each entry bucket has a histogram for each step, for all attempts and again for each value of the breakdown, other values and none. A
    /// histogram has at most 567 cells in use with a window of one hour, 714 with a day and 871 with 30 days. A cell in use takes about
    /// 30 bytes of memory and 2 to 4 bytes of state; one that no attempt fell into takes nothing. So each value adds up to 5 KiB of state with
    /// three steps within an hour, and usually far less. The row of a bucket is written at each commit that changed it. So that it stays below
    /// about 1 MiB, a topology is refused in which values (with other and none) × steps × cells are more than 262,144: with three steps within
    /// an hour, up to 152 values can be listed.
    /// </remarks>
    public bool MeasureTimes { get; init; }

    internal IReadOnlyList<FunnelExclusion<TKey, TValue>> Exclusions { get; private init; } = [];

    internal RecordFunction<TKey, TValue, string?>? HeldOf { get; private init; }

    internal RecordFunction<TKey, TValue, string?>? SessionOf { get; private init; }

    internal RecordFunction<TKey, TValue, string?>? ValueOf { get; private init; }

    internal IReadOnlyList<string> BreakdownValues { get; private init; } = [];

    internal BreakdownAttribution Attribution { get; private init; }

    /// <summary>Whether the funnel is the ordered best chain of entities, which has an algorithm of its own.</summary>
    internal bool IsPlain =>
        Order == FunnelOrder.Ordered && Entry == FunnelEntry.BestChain && Counting == FunnelCounting.Uniques && !FirstTimeOnly && !MeasureTimes
        && Exclusions.Count == 0 && HeldOf is null && SessionOf is null && ValueOf is null
        && Steps.All(static step => step is { IsOptional: false, Within: null });

    internal bool SeesRecord =>
        Steps.Any(static step => step.Predicate.SeesRecord) || Exclusions.Any(static exclusion => exclusion.Predicate.SeesRecord)
        || HeldOf is { SeesRecord: true } || SessionOf is { SeesRecord: true } || ValueOf is { SeesRecord: true };

    /// <summary>Adds a step that an attempt may skip. It counts only for attempts that take it. Not allowed as the first or the last step.</summary>
    /// <remarks>
    /// An attempt takes the step if that does not delay the next one that it reaches: with steps A, B (optional) and C, the events A B C
    /// take all three steps, and A C B C only A and C.
    /// </remarks>
    /// <param name="name">The step's name, unique in the funnel.</param>
    /// <param name="predicate">Whether an event belongs to this step; see <see cref="Step(string, Func{TKey, TValue, bool})"/>.</param>
    /// <returns>The funnel with one more step.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public FunnelDefinition<TKey, TValue> OptionalStep(string name, Func<TKey, TValue, bool> predicate) => With(name, new(predicate), isOptional: true);

    /// <summary>Adds a step that an attempt may skip; see <see cref="OptionalStep(string, Func{TKey, TValue, bool})"/>.</summary>
    /// <param name="name">The step's name, unique in the funnel.</param>
    /// <param name="predicate">Whether an event belongs to this step; see <see cref="Step(string, Func{Record{TKey, TValue}, bool})"/>.</param>
    /// <returns>The funnel with one more step.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public FunnelDefinition<TKey, TValue> OptionalStep(string name, Func<Record<TKey, TValue>, bool> predicate) => With(name, new(predicate), isOptional: true);

    /// <summary>Gives the step added last a window of its own, beside that of the funnel.</summary>
    /// <param name="window">
    /// The longest time from the step taken before, inclusive; at least one millisecond, whole milliseconds, at most the conversion window.
    /// </param>
    /// <returns>The funnel with this window.</returns>
    /// <exception cref="InvalidOperationException">There is no step yet.</exception>
    public FunnelDefinition<TKey, TValue> StepWithin(TimeSpan window) => Steps.Count == 0
        ? throw new InvalidOperationException("The window of a step follows the step: call Step(...) first.")
        : this with { Steps = [.. Steps.Take(Steps.Count - 1), Steps[^1] with { Within = window }] };

    /// <summary>Adds an exclusion: an event that must not come between two steps.</summary>
    /// <remarks>
    /// The exclusion applies once an attempt has taken the first of the steps, until it takes the second or its conversion window ends. An
    /// event at the time of a step of the attempt does not exclude, so an event that is both a step and an exclusion does not exclude the
    /// attempt whose step it is. Of all chains the best one still counts: an attempt that takes the first step again behind the event is not excluded.
    /// </remarks>
    /// <param name="name">The exclusion's name, unique among steps and exclusions.</param>
    /// <param name="predicate">Whether an event belongs to the exclusion; as for a step.</param>
    /// <param name="after">The name of a step that is not optional.</param>
    /// <param name="before">The name of a later step that is not optional.</param>
    /// <param name="effect">The effect on the attempt, or the entity.</param>
    /// <returns>The funnel with one more exclusion; at most 32.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public FunnelDefinition<TKey, TValue> Exclude(string name, Func<TKey, TValue, bool> predicate, string after, string before, ExclusionEffect effect) =>
        With(name, new RecordFunction<TKey, TValue, bool>(predicate), predicate, after, before, effect);

    /// <summary>Adds an exclusion; see <see cref="Exclude(string, Func{TKey, TValue, bool}, string, string, ExclusionEffect)"/>.</summary>
    /// <param name="name">The exclusion's name, unique among steps and exclusions.</param>
    /// <param name="predicate">Whether an event belongs to the exclusion; as for a step.</param>
    /// <param name="after">The name of a step that is not optional.</param>
    /// <param name="before">The name of a later step that is not optional.</param>
    /// <param name="effect">The effect on the attempt, or the entity.</param>
    /// <returns>The funnel with one more exclusion; at most 32.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public FunnelDefinition<TKey, TValue> Exclude(string name, Func<Record<TKey, TValue>, bool> predicate, string after, string before, ExclusionEffect effect) =>
        With(name, new RecordFunction<TKey, TValue, bool>(predicate), predicate, after, before, effect);

    /// <summary>
    /// Holds a property constant: all events of an attempt have the same value, for example of the product. Each value is followed as if it
    /// had a funnel of its own, and the entity counts by its best attempt. Events without the property belong to no attempt.
    /// </summary>
    /// <param name="property">Reads the property; null when the event does not have it.</param>
    /// <returns>The funnel with this property.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="property"/> is null.</exception>
    public FunnelDefinition<TKey, TValue> HoldConstant(Func<TKey, TValue, string?> property) => this with { HeldOf = new(property) };

    /// <summary>Holds a property constant; see <see cref="HoldConstant(Func{TKey, TValue, string})"/>.</summary>
    /// <param name="property">Reads the property; null when the event does not have it.</param>
    /// <returns>The funnel with this property.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="property"/> is null.</exception>
    public FunnelDefinition<TKey, TValue> HoldConstant(Func<Record<TKey, TValue>, string?> property) => this with { HeldOf = new(property) };

    /// <summary>
    /// Counts sessions: all events of an attempt belong to one session, and each session counts once in each entry bucket. Events without a
    /// session belong to no attempt. Sets <see cref="Counting"/>.
    /// </summary>
    /// <remarks>
    /// A session is known for 24 hours after its best attempt has closed, or as long as its entry bucket. An event after that would count it again.
    /// </remarks>
    /// <param name="session">Reads the id of the session; null when the event has none. Ids need to be unique within a key.</param>
    /// <returns>The funnel that counts sessions.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="session"/> is null.</exception>
    public FunnelDefinition<TKey, TValue> PerSession(Func<TKey, TValue, string?> session) =>
        this with { SessionOf = new(session), Counting = FunnelCounting.Sessions };

    /// <summary>Counts sessions; see <see cref="PerSession(Func{TKey, TValue, string})"/>.</summary>
    /// <param name="session">Reads the id of the session; null when the event has none. Ids need to be unique within a key.</param>
    /// <returns>The funnel that counts sessions.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="session"/> is null.</exception>
    public FunnelDefinition<TKey, TValue> PerSession(Func<Record<TKey, TValue>, string?> session) =>
        this with { SessionOf = new(session), Counting = FunnelCounting.Sessions };

    /// <summary>Breaks the counts down by a property, see <see cref="FunnelCounts.Breakdown"/>.</summary>
    /// <remarks>
    /// The values are listed, so that results depend neither on the order of arrival nor on the number of partitions: a limit on values as
    /// they appear would keep those that came first. All other values count under <see cref="FunnelBreakdown.Other"/>.
    /// </remarks>
    /// <param name="property">Reads the property; null when the event does not have it.</param>
    /// <param name="values">The values to count: 1 to 1,000, each once.</param>
    /// <param name="attribution">The step whose event gives the value. Of several events of one time: one without the value, then one with a value that is not listed, then the
    /// one whose value is listed first.</param>
    /// <returns>The funnel with this breakdown.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="property"/> or <paramref name="values"/> is null.</exception>
    public FunnelDefinition<TKey, TValue> BreakDown(Func<TKey, TValue, string?> property, IEnumerable<string> values, BreakdownAttribution attribution) =>
        this with { ValueOf = new(property), BreakdownValues = [.. values], Attribution = attribution };

    /// <summary>Breaks the counts down by a property; see <see cref="BreakDown(Func{TKey, TValue, string}, IEnumerable{string}, BreakdownAttribution)"/>.</summary>
    /// <param name="property">Reads the property; null when the event does not have it.</param>
    /// <param name="values">The values to count: 1 to 1,000, each once.</param>
    /// <param name="attribution">The step whose event gives the value.</param>
    /// <returns>The funnel with this breakdown.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="property"/> or <paramref name="values"/> is null.</exception>
    public FunnelDefinition<TKey, TValue> BreakDown(Func<Record<TKey, TValue>, string?> property, IEnumerable<string> values, BreakdownAttribution attribution) =>
        this with { ValueOf = new(property), BreakdownValues = [.. values], Attribution = attribution };

    internal RuledFunnel ToRuled() => new(FunnelRules.Of(this))
    {
        Order = Order,
        Entry = Entry,
        Counting = Counting,
        IsFirstTimeOnly = FirstTimeOnly,
        HasTracks = HeldOf is not null || SessionOf is not null,
        DropsEntities = Exclusions.Any(static exclusion => exclusion.Effect == ExclusionEffect.DropEntity),
        Optional = Steps.Select(static (step, i) => step.IsOptional ? 1u << i : 0).Aggregate(0u, static (all, step) => all | step),
        StepWindowsMs = [.. Steps.Select(static step => step.Within is { } window ? window.Ticks / TimeSpan.TicksPerMillisecond : long.MaxValue)],
        Exclusions = [.. Exclusions.Select(exclusion => new ExclusionRule(IndexOf(exclusion.After), IndexOf(exclusion.Before), exclusion.Effect))],
        Values = ValueOf is null ? 0 : BreakdownValues.Count + 2,
        ValuesHash = XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(string.Join('\0', BreakdownValues))),
        Attribution = Attribution,
        MeasuresTimes = MeasureTimes,
    };

    internal FunnelResults ResultsOf(RuledFunnel funnel) => new(funnel, [.. BreakdownValues]);

    internal TallyLayout LayoutOf(RuledFunnel funnel) => new(
        funnel,
        Order == FunnelOrder.AnyOrder ? [.. Steps.Select((_, i) => $"{i + 1} of {Steps.Count}")] : [.. Steps.Select(static step => step.Name)],
        [.. BreakdownValues]);

    private int IndexOf(string step) => Steps.Select(static known => known.Name).ToImmutableArray().IndexOf(step);

    private FunnelDefinition<TKey, TValue> With(
        string name, RecordFunction<TKey, TValue, bool> predicate, Delegate code, string after, string before, ExclusionEffect effect)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(after);
        ArgumentNullException.ThrowIfNull(before);
        return this with { Exclusions = [.. Exclusions, new(name, predicate, code, after, before, effect)] };
    }
}
