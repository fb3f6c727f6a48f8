using System.ComponentModel;
using ClickstreamAnalysis.Logs;
using ClickstreamAnalysis.Processing.Failures;

namespace ClickstreamAnalysis;

/// <summary>
/// The policy for derived records that cannot be written: a result, a record of a repartition topic or a state entry that is larger
/// than its topic accepts, or whose serde throws.
/// </summary>
/// <remarks>
/// <para>
/// The size of a record is checked against the limit of its topic before it is sent, so its neighbors are written in the same
/// transaction. Records that are skipped or sent to the dead-letter topic are counted by operator and reason in
/// <c>StreamsMetrics.Dropped</c>. The input record that they derive from counts as processed.
/// </para>
/// <para>
/// A state entry that cannot be written to its changelog would be lost with this machine. Skipping it removes the whole entry from
/// the store, so that state and changelog stay equal: an open session is removed, and the next event of its key opens another. Sizes of
/// entries are checked at commits.
/// </para>
/// <para>In configuration files: <c>Fail</c>, <c>Skip</c>, or <c>DeadLetter:</c> and the topic. Immutable and thread-safe.</para>
/// </remarks>
[TypeConverter(typeof(UnwritableRecordPolicyConverter))]
public sealed class UnwritableRecordPolicy
{
    private readonly Func<UnwritableRecord, BadRecordAction> _decide;

    private UnwritableRecordPolicy(Func<UnwritableRecord, BadRecordAction> decide, string? deadLetterTopic)
    {
        _decide = decide;
        DeadLetterTopic = deadLetterTopic;
    }

    /// <summary>
    /// Stops the application with a <see cref="UnwritableRecordException"/> that names the operator, the topic, the size and the limit to
    /// raise. The default.
    /// </summary>
    public static UnwritableRecordPolicy Fail { get; } = new(_ => BadRecordAction.Fail, null);

    /// <summary>Counts the record by operator and reason, logs it, and continues without it.</summary>
    public static UnwritableRecordPolicy Skip { get; } = new(_ => BadRecordAction.Skip, null);

    /// <summary>The topic of dead letters, or null.</summary>
    public string? DeadLetterTopic { get; }

    /// <summary>
    /// Counts the record and sends the first 64 KiB of key and of value, or less if the dead-letter topic accepts less, in the same commit as
    /// the results. It keeps its headers, as far as they fit into 64 KiB. Behind them follow <c>clickstream.reason</c>, <c>.operator</c>, <c>.target-topic</c>, <c>.task</c>, <c>.value-length</c>, and
    /// <c>.topic</c>, <c>.partition</c>, <c>.offset</c> of the current input record if there is one.
    /// </summary>
    /// <param name="topic">The topic. It must exist when the application starts; it may be that of the <see cref="BadRecordPolicy"/>.</param>
    /// <returns>The policy.</returns>
    public static UnwritableRecordPolicy DeadLetter(string topic)
    {
        TopicName.ThrowIfInvalid(topic);
        return new(_ => BadRecordAction.DeadLetter, topic);
    }

    /// <summary>Reads a policy from the text of a configuration file: <c>Fail</c>, <c>Skip</c>, or <c>DeadLetter:</c> and the topic. Case does not matter.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The policy.</returns>
    /// <exception cref="FormatException">The text is none of them, or the topic's name is not valid.</exception>
    public static UnwritableRecordPolicy Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return FailurePolicyText.Parse(text, Fail, Skip, DeadLetter);
    }

    /// <summary>Decides record by record.</summary>
    /// <param name="decide">Called on the stream thread; must be thread-safe.</param>
    /// <param name="deadLetterTopic">Where <see cref="BadRecordAction.DeadLetter"/> sends records; without it that means fail.</param>
    /// <returns>The policy.</returns>
    public static UnwritableRecordPolicy Decide(Func<UnwritableRecord, BadRecordAction> decide, string? deadLetterTopic = null)
    {
        ArgumentNullException.ThrowIfNull(decide);
        return new(decide, deadLetterTopic);
    }

    internal BadRecordAction ActionFor(in UnwritableRecord record)
    {
        var action = _decide(record);
        return action == BadRecordAction.DeadLetter && DeadLetterTopic is null ? BadRecordAction.Fail : action;
    }
}
