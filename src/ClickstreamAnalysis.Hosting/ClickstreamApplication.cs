using System.Diagnostics.CodeAnalysis;

namespace ClickstreamAnalysis;

/// <summary>An application of the host, whichever <see cref="StreamsApplication"/> runs it at the moment. Thread-safe.</summary>
/// <remarks>
/// The service to inject: <c>[FromKeyedServices("shop")] ClickstreamApplication shop</c>, or without the key if the host has one application. After a
/// restart it returns the new <see cref="StreamsApplication"/>, which code must not keep therefore.
/// </remarks>
public sealed class ClickstreamApplication
{
    private volatile StreamsApplication? _current;
    private volatile Exception? _failure;
    private int _restarts;

    internal ClickstreamApplication(string name) => Name = name;

    /// <summary>The name given to <c>AddClickstream</c>.</summary>
    public string Name { get; }

    /// <summary>The state of the application: <see cref="StreamsState.Created"/> until the host starts it, <see cref="StreamsState.Failed"/> also during the pause before a restart.</summary>
    public StreamsState State => _failure is not null ? StreamsState.Failed : _current?.State ?? StreamsState.Created;

    /// <summary>The counts of the current <see cref="StreamsApplication"/>, so they begin again with a restart; all zero before the first.</summary>
    public StreamsMetrics Metrics => _current?.Metrics ?? new StreamsMetrics();

    /// <summary>The error that made the application fail; null while it runs or is started again.</summary>
    public Exception? Failure => _failure;

    /// <summary>How many times the application was started again after a failure.</summary>
    public int Restarts => Volatile.Read(ref _restarts);

    /// <summary>The application that runs, or ran last.</summary>
    /// <exception cref="InvalidOperationException">The host has not created it yet: it is not started, or its log is being opened.</exception>
    public StreamsApplication Current => _current
        ?? throw new InvalidOperationException($"The application '{Name}' is not created yet: the host starts it in the background. Wait, or check {nameof(State)} first.", _failure);

    /// <summary>Gets the application that runs, or ran last.</summary>
    /// <param name="application">The application; null while the host has not created it.</param>
    /// <returns>Whether the host has created it.</returns>
    public bool TryGetCurrent([NotNullWhen(true)] out StreamsApplication? application)
    {
        application = _current;
        return application is not null;
    }

    /// <summary>Whether processing is paused.</summary>
    internal bool IsPaused => _current?.IsPaused == true;

    /// <summary>Notes that the host starts the application.</summary>
    internal void Begin(bool isRestart)
    {
        _failure = null;
        if (isRestart)
        {
            Interlocked.Increment(ref _restarts);
        }
    }

    /// <summary>Replaces the application; returns the one before.</summary>
    internal StreamsApplication? Replace(StreamsApplication application)
    {
        var before = _current;
        _current = application;
        return before;
    }

    /// <summary>Notes the failure.</summary>
    internal void Fail(Exception failure) => _failure = failure;
}
