namespace ClickstreamAnalysis;

/// <summary>Computes something over the events of a session.</summary>
/// <remarks>
/// Events come in any order and sessions merge, so the result must not depend on order: adding and merging must be commutative
/// and associative. Thread-safe, without state of its own.
/// </remarks>
/// <typeparam name="TValue">Type of the events.</typeparam>
/// <typeparam name="TAggregate">Type of the result; a struct costs nothing on the heap.</typeparam>
public interface ISessionAggregator<TValue, TAggregate>
{
    /// <summary>The result over one event.</summary>
    /// <param name="value">The event.</param>
    /// <param name="timestampMs">Its time.</param>
    /// <returns>The result.</returns>
    TAggregate Create(in TValue value, long timestampMs);

    /// <summary>Takes one more event into a result.</summary>
    /// <param name="aggregate">The result so far, to be changed.</param>
    /// <param name="value">The event.</param>
    /// <param name="timestampMs">Its time.</param>
    void Add(ref TAggregate aggregate, in TValue value, long timestampMs);

    /// <summary>Takes the result over one session into that over another.</summary>
    /// <param name="aggregate">The result that remains, to be changed.</param>
    /// <param name="other">The result that goes.</param>
    void Merge(ref TAggregate aggregate, in TAggregate other);
}
