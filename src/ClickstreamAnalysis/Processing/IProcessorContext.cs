using Microsoft.Extensions.Logging;

namespace ClickstreamAnalysis;

/// <summary>The access of a processor to the task that runs it. Not thread-safe: use it only inside calls to the processor.</summary>
public interface IProcessorContext
{
    /// <summary>The task, as <c>sub-topology_partition</c>, for example <c>0_3</c>.</summary>
    string TaskId { get; }

    /// <summary>The name of this node in the topology.</summary>
    string NodeName { get; }

    /// <summary>
    /// Stream time in milliseconds since 1970: the highest event time that this task has accepted. Behind a repartition topic it is the
    /// lowest stream time of the upstream tasks; with several inputs, the lowest of the inputs. It never decreases and survives
    /// restarts. -1 before the first record.
    /// </summary>
    long StreamTimeMs { get; }

    /// <summary>Where the current record was read; <see cref="RecordMetadata.None"/> inside a punctuation.</summary>
    RecordMetadata Source { get; }

    /// <summary>The application's clock.</summary>
    TimeProvider TimeProvider { get; }

    /// <summary>A logger for this node. Never log keys or values: they are user data.</summary>
    ILogger Logger { get; }

    /// <summary>Returns a state store that is connected to this processor.</summary>
    /// <typeparam name="TStore">The store's interface, for example <c>IKeyValueStore&lt;string, long&gt;</c>.</typeparam>
    /// <param name="name">The name of the store.</param>
    /// <returns>The store of this task's partition.</returns>
    /// <exception cref="TopologyException">No store of this name is connected, or it is of another type; the message names both types.</exception>
    TStore GetStore<TStore>(string name)
        where TStore : class;

    /// <summary>Calls <paramref name="punctuator"/> at every <paramref name="interval"/> of the chosen clock.</summary>
    /// <remarks>
    /// <para>
    /// As in Kafka Streams, the first call is due one interval after the first time seen, and the others at multiples of the interval from
    /// there. If the clock jumps over several due times, they are one call.
    /// </para>
    /// <para>
    /// On stream time, calls do not depend on how records are batched. A call follows the record whose event time reached the due
    /// time. Sessions and windows that close at this time are closed first, up to the number that one batch may close. A bounded run ends
    /// with one more call, after the last of them has closed. Due times survive a restart with the state directory; without one they
    /// start from the first stream time seen after the restart. With an interval of 10 s, clicks at 0:03, 0:09, 0:14 and 0:41 are
    /// followed by calls at 0:14 and 0:41.
    /// </para>
    /// <para>On the wall clock, calls happen between batches.</para>
    /// </remarks>
    /// <param name="interval">The interval; at least one millisecond.</param>
    /// <param name="type">The clock.</param>
    /// <param name="punctuator">Receives the time of that clock, in milliseconds since 1970.</param>
    /// <returns>Dispose it to stop.</returns>
    IDisposable Schedule(TimeSpan interval, PunctuationType type, Action<long> punctuator);

    /// <summary>
    /// Marks the current record as too late for this node. An input record counts as late once, however many nodes mark it. In
    /// <c>StreamsMetrics.Dropped</c> each call counts, under this node's name and <see cref="LateReasons.Late"/>.
    /// </summary>
    /// <param name="timestampMs">The event time of the record, in milliseconds since 1970.</param>
    void MarkLate(long timestampMs);

    /// <summary>
    /// Marks the current record as rejected by a limit that protects the task, for example too many events of one key. An input record
    /// then counts as rejected unless it is also late. In <c>StreamsMetrics.Dropped</c> each call counts, under this node's name and
    /// the reason.
    /// </summary>
    /// <param name="reason">A short fixed code; a metric label. It must not hold user data.</param>
    void MarkRejected(string reason);

    /// <summary>
    /// Counts a record that this node dropped, under this node's name and the reason, in <c>StreamsMetrics.Dropped</c>. The count of the
    /// current input record does not change: use this for derived records.
    /// </summary>
    /// <param name="reason">A short fixed code; a metric label. It must not hold user data.</param>
    void MarkDropped(string reason);
}
