namespace ClickstreamAnalysis.AspNetCore.Events;

/// <summary>Computes the events of an <see cref="EventFeed"/>. Calls never overlap.</summary>
internal interface IEventSource
{
    /// <summary>Begins a run: there is a client.</summary>
    void Start();

    /// <summary>Computes the events of a second. What was added before an exception is sent.</summary>
    /// <param name="events">Receives the events.</param>
    Task ReadAsync(EventBatch events);

    /// <summary>Records why the events of a second are missing.</summary>
    /// <param name="error">What <see cref="ReadAsync"/> threw.</param>
    void ReportFailure(Exception error);

    /// <summary>Ends a run: there are no clients.</summary>
    void Stop();
}
