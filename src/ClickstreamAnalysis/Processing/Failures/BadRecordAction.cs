namespace ClickstreamAnalysis;

/// <summary>The action for a record that cannot be processed, or for a derived record that cannot be written.</summary>
public enum BadRecordAction
{
    /// <summary>Stop the application. Nothing since the last commit is committed, so a corrected version reads the record again.</summary>
    Fail,

    /// <summary>Count it and continue.</summary>
    Skip,

    /// <summary>Count it, send it to the dead-letter topic, and continue. Without such a topic it means <see cref="Fail"/>.</summary>
    DeadLetter,
}
