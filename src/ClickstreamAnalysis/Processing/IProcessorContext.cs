using Microsoft.Extensions.Logging;

namespace ClickstreamAnalysis;

/// <summary>What a processor may ask of the task that runs it. Not thread-safe: use it from the processor's own calls only.</summary>
public interface IProcessorContext
{
    /// <summary>The task, as <c>sub-topology_partition</c>, for example <c>0_3</c>.</summary>
    string TaskId { get; }

    /// <summary>The name of this node in the topology.</summary>
    string NodeName { get; }

    /// <summary>
    /// Stream time in milliseconds: the highest event time this task has accepted. Behind a repartition topic it is the least
    /// of the stream times of the upstream tasks, and of several inputs the least over the inputs. Never goes back, and
    /// survives restarts. -1 while it is not known.
    /// </summary>
    long StreamTimeMs { get; }

    /// <summary>Where the record in hand was read; <see cref="RecordMetadata.None"/> inside a punctuation.</summary>
    RecordMetadata Source { get; }

    /// <summary>The application's clock.</summary>
    TimeProvider TimeProvider { get; }

    /// <summary>A logger for this node. Never log keys or values: they are user data.</summary>
    ILogger Logger { get; }

    /// <summary>Finds a state store that was connected to this processor.</summary>
    /// <typeparam name="TStore">The store's interface, for example <c>IKeyValueStore&lt;string, long&gt;</c>.</typeparam>
    /// <param name="name">The name of the store.</param>
    /// <returns>The store of this task's partition.</returns>
    /// <exception cref="TopologyException">No store of this name is connected, or it is of another type; the message names both types.</exception>
    TStore GetStore<TStore>(string name)
        where TStore : class;

    /// <summary>Calls <paramref name="punctuator"/> whenever <paramref name="interval"/> of the chosen clock has gone by.</summary>
    /// <remarks>
    /// <para>
    /// The first call is due one interval after the first time seen, and the others at multiples of the interval from there, as in
    /// Kafka Streams. A jump over several due times is one call.
    /// </para>
    /// <para>
    /// On stream time, calls do not depend on how records are batched. A call follows the record whose event time reached the due
    /// time; sessions and windows that this time closes are closed before it, as long as a batch may close so many. At the end of a
    /// bounded run there is one more call after the last of them has closed. Due times survive a restart with the state
    /// directory; without one they count anew from the first stream time seen after the start. Every 10 s, clicks at 0:03, 0:09, 0:14
    /// and 0:41 are followed by calls at 0:14 and 0:41.
    /// </para>
    /// <para>On the wall clock, calls happen between batches.</para>
    /// </remarks>
    /// <param name="interval">The interval; at least one millisecond.</param>
    /// <param name="type">The clock.</param>
    /// <param name="punctuator">Gets the time of that clock, in milliseconds since 1970.</param>
    /// <returns>Dispose it to stop.</returns>
    IDisposable Schedule(TimeSpan interval, PunctuationType type, Action<long> punctuator);

    /// <summary>
    /// Marks the record in hand as too late to be used by this node. An input record counts as late once, however many nodes mark
    /// it; in <c>StreamsMetrics.Dropped</c> each call counts, under this node's name and <see cref="LateReasons.Late"/>.
    /// </summary>
    /// <param name="timestampMs">The event time of the record, in milliseconds since 1970.</param>
    void MarkLate(long timestampMs);

    /// <summary>
    /// Marks the record in hand as refused by a limit that protects the task (for example too many events of one key). An input
    /// record then counts as rejected unless it is also late; in <c>StreamsMetrics.Dropped</c> each call counts, under this node's
    /// name and the reason.
    /// </summary>
    /// <param name="reason">A short fixed code; a metric label. It must not hold user data.</param>
    void MarkRejected(string reason);

    /// <summary>
    /// Counts a record that this node dropped, under this node's name and the reason, in <c>StreamsMetrics.Dropped</c>. How the
    /// input record in hand is counted does not change: use this for derived records.
    /// </summary>
    /// <param name="reason">A short fixed code; a metric label. It must not hold user data.</param>
    void MarkDropped(string reason);
}
