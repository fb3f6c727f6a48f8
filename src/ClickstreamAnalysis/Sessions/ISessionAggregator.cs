namespace ClickstreamAnalysis;

/// <summary>Computes a result over the events of a session.</summary>
/// <remarks>
/// Events arrive in any order and sessions merge, so the result must not depend on the order: adding and merging must be commutative and
/// associative. Implementations must be thread-safe and stateless, because one instance serves all tasks.
/// Under rules of <see cref="SessionSplits{TValue}"/>, results that contain references are copied by their serde when an event out of order divides a
/// session and something uses the changes.
/// </remarks>
/// <typeparam name="TKey">Type of the keys.</typeparam>
/// <typeparam name="TValue">Type of the events.</typeparam>
/// <typeparam name="TAggregate">Type of the result; a struct needs no allocation.</typeparam>
public interface ISessionAggregator<TKey, TValue, TAggregate>
{
    /// <summary>
    /// Whether the results use <see cref="SessionWindows.Conversion"/>, <see cref="SessionWindows.PageView"/>, <see cref="SessionWindows.Engagement"/> and
    /// <see cref="SessionWindows.MaxExactPages"/> of the windows. Default false: they are refused when the topology is built, because nothing would use them.
    /// </summary>
    bool AppliesClickRules => false;

    /// <summary>Creates the result of a session with one event.</summary>
    /// <param name="record">The event.</param>
    /// <returns>The result.</returns>
    TAggregate Create(in Record<TKey, TValue> record);

    /// <summary>Adds an event to a result in place.</summary>
    /// <param name="aggregate">The result so far; changed in place.</param>
    /// <param name="record">The event.</param>
    void Add(ref TAggregate aggregate, in Record<TKey, TValue> record);

    /// <summary>Merges the result of one session into the result of another.</summary>
    /// <param name="aggregate">The result of the surviving session; changed in place.</param>
    /// <param name="other">The result of the session that is removed.</param>
    void Merge(ref TAggregate aggregate, in TAggregate other);
}
