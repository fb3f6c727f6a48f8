namespace ClickstreamAnalysis;

/// <summary>The state of a stream thread.</summary>
public enum StreamThreadState
{
    /// <summary>Created; it has not joined the group yet.</summary>
    Starting,

    /// <summary>At least one of its tasks is being restored, or waits for another thread to release it.</summary>
    Restoring,

    /// <summary>Its tasks process records. It may have none.</summary>
    Running,

    /// <summary>It has committed and processes nothing until <see cref="StreamsApplication.Resume"/>.</summary>
    Paused,

    /// <summary>It restarts its tasks from the last commit after a fault.</summary>
    Recovering,

    /// <summary>It holds no tasks until the state can be used: a disk is full, or the state is being repaired.</summary>
    WaitingForState,
}
