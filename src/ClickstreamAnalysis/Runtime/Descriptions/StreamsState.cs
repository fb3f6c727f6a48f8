namespace ClickstreamAnalysis;

/// <summary>The state of an application.</summary>
public enum StreamsState
{
    /// <summary>Created, not started.</summary>
    Created,

    /// <summary>Connecting to the log, checking and creating topics, opening state.</summary>
    Starting,

    /// <summary>Waiting for partitions, or restoring state of at least one task.</summary>
    Restoring,

    /// <summary>All tasks that this instance holds are processing.</summary>
    Running,

    /// <summary>Committing and closing.</summary>
    Stopping,

    /// <summary>Stopped; everything processed is committed.</summary>
    Stopped,

    /// <summary>Stopped by an error, which <see cref="StreamsApplication.Completion"/> throws.</summary>
    Failed,

    /// <summary>
    /// Pausing because the disk of the state directory or of the log is full. Continues without a restart when there is space, within
    /// <see cref="StreamsOptions.DiskFullTimeout"/>.
    /// </summary>
    WaitingForDisk,
}
