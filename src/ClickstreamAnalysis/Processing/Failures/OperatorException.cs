using ClickstreamAnalysis.Processing.Failures;

namespace ClickstreamAnalysis;

/// <summary>
/// An operator or a store threw outside the processing of a record: while it was initialized, at a punctuation, while closing windows or sessions, or at a
/// commit. The application stops and commits nothing of it.
/// </summary>
public sealed class OperatorException : StreamsException
{
    internal OperatorException(string operatorName, string taskId, string when, Exception error)
        : base(
            $"Task {taskId}: the operator '{operatorName}' threw {ThrowLocation.Describe(error)} while {when}. Nothing of it was committed. "
            + "The inner exception has the details; correct the operator and start again. Topology.Describe() lists all operators.",
            error)
    {
        OperatorName = operatorName;
        TaskId = taskId;
    }

    private OperatorException(string message, Exception error, string operatorName, string taskId)
        : base(message, error)
    {
        OperatorName = operatorName;
        TaskId = taskId;
    }

    /// <summary>The name of the operator in the topology, or of the store.</summary>
    public string OperatorName { get; }

    /// <summary>The task.</summary>
    public string TaskId { get; }

    /// <summary>Creates the exception for a store whose keys or values could not be serialized.</summary>
    internal static OperatorException OfStore(string storeName, string taskId, Exception error) => new(
        $"Task {taskId}: the store '{storeName}' could not write what has changed: {ThrowLocation.Describe(error)}. Nothing of it was committed. "
        + "The inner exception has the details; correct the store's serdes and start again.",
        error,
        storeName,
        taskId);
}
