using ClickstreamAnalysis.Processing.Failures;

namespace ClickstreamAnalysis;

/// <summary>Says which record cannot be processed, and why. Holds no user data.</summary>
/// <param name="Reason">
/// A short fixed code: <c>oversized</c>, <c>null-key</c>, <c>null-value</c>, <c>deserialization</c> or the serde's own (such as
/// <c>invalid-json</c>, <c>missing-user</c>), <c>event-time</c> when <c>TimestampMsOf</c> threw, <c>processing</c>.
/// </param>
/// <param name="TaskId">The task.</param>
/// <param name="Topic">The topic it was read from.</param>
/// <param name="Partition">The partition.</param>
/// <param name="Offset">The offset.</param>
/// <param name="Error">The exception that was thrown, if any. Its message may quote data if code of the user threw it.</param>
/// <param name="OperatorName">The name of the operator that threw, as in <c>Topology.Describe()</c>; null when none did.</param>
public readonly record struct BadRecord(string Reason, string TaskId, string Topic, int Partition, long Offset, Exception? Error, string? OperatorName = null)
{
    /// <summary>The reason, with the operator, the type of the exception and where it was thrown. Holds no user data, unlike the exception's message.</summary>
    internal string Cause => Error is null || (OperatorName is null && Error is SerdeException) ? Reason
        : OperatorName is null ? $"{Reason} ({ThrowLocation.Describe(Error)})"
        : $"{Reason} (the operator '{OperatorName}' threw {ThrowLocation.Describe(Error)})";

    /// <summary>What to change so that such a record can be used.</summary>
    internal string Advice => Reason switch
    {
        "null-key" =>
            "The record has no key, which decides the task that processes it. If its value has the user, read clicks with builder.Clicks(topic, ClickKey.User), "
            + "and other streams with Consumed.AllowsNullKey = true followed by SelectKey(...).",
        "null-value" => "The record has no value. If a missing value has a meaning, read the topic with Consumed.AllowsNullValue = true.",
        "oversized" => "The record is larger than StreamsOptions.MaxRecordBytes; raise it to process such records.",
        _ => "Inspect that record, then fix its producer or the topology.",
    };
}
