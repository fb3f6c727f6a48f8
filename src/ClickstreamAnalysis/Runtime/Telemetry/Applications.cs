namespace ClickstreamAnalysis.Runtime.Telemetry;

/// <summary>The applications of the process that instruments report, from their start until they are disposed or collected. Thread-safe.</summary>
internal sealed class Applications
{
    private readonly Lock _lock = new();
    private readonly List<WeakReference<ApplicationFigures>> _all = [];

    /// <summary>Adds an application that starts. It replaces one of the same id that has ended.</summary>
    public void Add(ApplicationFigures application)
    {
        lock (_lock)
        {
            _all.RemoveAll(known => !known.TryGetTarget(out var other) || (other.Id == application.Id && other.ReadState() is "Stopped" or "Failed"));
            _all.Add(new(application));
        }
    }

    /// <summary>Removes an application that is disposed.</summary>
    public void Remove(ApplicationFigures application)
    {
        lock (_lock)
        {
            _all.RemoveAll(known => !known.TryGetTarget(out var other) || ReferenceEquals(other, application));
        }
    }

    /// <summary>All applications, in the order of their starts.</summary>
    public IReadOnlyList<ApplicationFigures> Read()
    {
        lock (_lock)
        {
            return [.. _all.Select(static known => known.TryGetTarget(out var application) ? application : null).OfType<ApplicationFigures>()];
        }
    }
}
