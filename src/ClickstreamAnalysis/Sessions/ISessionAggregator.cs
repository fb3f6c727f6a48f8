namespace ClickstreamAnalysis;

/// <summary>Computes a result over the events of a session.</summary>
/// <remarks>
/// Events arrive in any order and sessions merge, so the result must not depend on order: adding and merging must be commutative
/// and associative. Implementations must be thread-safe and have no state of their own: one instance serves all tasks.
/// </remarks>
/// <typeparam name="TKey">Type of the keys.</typeparam>
/// <typeparam name="TValue">Type of the events.</typeparam>
/// <typeparam name="TAggregate">Type of the result; a struct needs no allocation.</typeparam>
public interface ISessionAggregator<TKey, TValue, TAggregate>
{
    /// <summary>The result over one event.</summary>
    /// <param name="record">The event.</param>
    /// <returns>The result.</returns>
    TAggregate Create(in Record<TKey, TValue> record);

    /// <summary>Adds an event to a result.</summary>
    /// <param name="aggregate">The result so far, to be changed.</param>
    /// <param name="record">The event.</param>
    void Add(ref TAggregate aggregate, in Record<TKey, TValue> record);

    /// <summary>Adds the result over one session to the result over another, when the two merge.</summary>
    /// <param name="aggregate">The result that remains, to be changed.</param>
    /// <param name="other">The result that is removed.</param>
    void Merge(ref TAggregate aggregate, in TAggregate other);
}
