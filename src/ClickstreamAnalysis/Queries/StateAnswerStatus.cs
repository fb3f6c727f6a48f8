namespace ClickstreamAnalysis;

/// <summary>Whether a question about state has an answer.</summary>
public enum StateAnswerStatus
{
    /// <summary>There is a value.</summary>
    Found,

    /// <summary>The key has no value.</summary>
    NotFound,

    /// <summary>This instance has the key's partition and is restoring its state. Ask again soon.</summary>
    Restoring,

    /// <summary>
    /// This instance does not have the key's partition now: another instance does, or it is being moved. Ask the instance that has it.
    /// </summary>
    NotHere,

    /// <summary>The application is not started, has stopped, or has closed its state because of a fault. Ask again when it runs.</summary>
    NotRunning,
}
