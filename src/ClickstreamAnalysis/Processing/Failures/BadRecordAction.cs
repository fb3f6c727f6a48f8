namespace ClickstreamAnalysis;

/// <summary>What to do with a record that cannot be processed, or a derived one that cannot be written.</summary>
public enum BadRecordAction
{
    /// <summary>Stop the application; nothing since the last commit is committed, so a fixed version meets the record again.</summary>
    Fail,

    /// <summary>Count it and go on.</summary>
    Skip,

    /// <summary>Count it, send it to the dead-letter topic, and go on. Without such a topic it means fail.</summary>
    DeadLetter,
}
