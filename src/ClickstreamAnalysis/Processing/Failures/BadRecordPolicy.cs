using System.ComponentModel;
using ClickstreamAnalysis.Logs;
using ClickstreamAnalysis.Processing.Failures;

namespace ClickstreamAnalysis;

/// <summary>The policy for records that cannot be processed: unreadable bytes, no key or value, too large, or an operator that threw.</summary>
/// <remarks>
/// Records whose event time is rejected (negative, or too far in the future) never stop a task: they are counted, and go to the
/// dead-letter topic where there is one. In configuration files: <c>Fail</c>, <c>Skip</c>, or <c>DeadLetter:</c> and the topic.
/// Immutable and thread-safe.
/// </remarks>
[TypeConverter(typeof(BadRecordPolicyConverter))]
public sealed class BadRecordPolicy
{
    private readonly Func<BadRecord, BadRecordAction> _decide;

    private BadRecordPolicy(Func<BadRecord, BadRecordAction> decide, string? deadLetterTopic)
    {
        _decide = decide;
        DeadLetterTopic = deadLetterTopic;
    }

    /// <summary>Stops the application with a <see cref="BadRecordException"/> that says where the record is. The default.</summary>
    public static BadRecordPolicy Fail { get; } = new(_ => BadRecordAction.Fail, null);

    /// <summary>Counts the record by its reason, logs where it is, and continues.</summary>
    public static BadRecordPolicy Skip { get; } = new(_ => BadRecordAction.Skip, null);

    /// <summary>The topic of dead letters, or null.</summary>
    public string? DeadLetterTopic { get; }

    /// <summary>
    /// Counts the record and sends it to a topic, in the same commit as its offset: key, the first 64 KiB of the value, its own
    /// headers as far as they fit into 64 KiB, and behind them the headers <c>clickstream.reason</c>, <c>.topic</c>, <c>.partition</c>, <c>.offset</c>, <c>.task</c>, <c>.value-length</c>,
    /// and <c>.cause</c> when code threw: the operator, the type of the exception and where it was thrown.
    /// </summary>
    /// <param name="topic">The topic. It must exist when the application starts.</param>
    /// <returns>The policy.</returns>
    public static BadRecordPolicy DeadLetter(string topic)
    {
        TopicName.ThrowIfInvalid(topic);
        return new(_ => BadRecordAction.DeadLetter, topic);
    }

    /// <summary>Reads a policy from the text of a configuration file: <c>Fail</c>, <c>Skip</c>, or <c>DeadLetter:</c> and the topic. Case does not matter.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The policy.</returns>
    /// <exception cref="FormatException">The text is none of them, or the topic's name is not valid.</exception>
    public static BadRecordPolicy Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return FailurePolicyText.Parse(text, Fail, Skip, DeadLetter);
    }

    /// <summary>Decides record by record.</summary>
    /// <param name="decide">Called on the stream thread; must be thread-safe.</param>
    /// <param name="deadLetterTopic">Where <see cref="BadRecordAction.DeadLetter"/> sends records; needed only for that.</param>
    /// <returns>The policy.</returns>
    public static BadRecordPolicy Decide(Func<BadRecord, BadRecordAction> decide, string? deadLetterTopic = null)
    {
        ArgumentNullException.ThrowIfNull(decide);
        return new(decide, deadLetterTopic);
    }

    internal BadRecordAction ActionFor(in BadRecord record)
    {
        var action = _decide(record);
        return action == BadRecordAction.DeadLetter && DeadLetterTopic is null ? BadRecordAction.Fail : action;
    }
}
