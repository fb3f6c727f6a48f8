namespace ClickstreamAnalysis;

/// <summary>What happens to the host when an application fails.</summary>
public enum FailureAction
{
    /// <summary>The host stops, with exit code 1 unless the program returns another one. The default.</summary>
    StopHost,

    /// <summary>The host continues without the application, whose state is <see cref="StreamsState.Failed"/>: see <see cref="ClickstreamApplication.Failure"/>.</summary>
    Report,

    /// <summary>The application starts again after a pause: see <see cref="RestartBackoff"/>.</summary>
    Restart,
}
