namespace ClickstreamAnalysis;

/// <summary>The status of a task.</summary>
public enum StreamTaskStatus
{
    /// <summary>Another thread of this instance still holds it.</summary>
    Waiting,

    /// <summary>Its state is being restored.</summary>
    Restoring,

    /// <summary>It processes records.</summary>
    Running,

    /// <summary>It is ready, and the application is paused.</summary>
    Paused,

    /// <summary>A bounded run has finished it.</summary>
    Drained,
}
