using ClickstreamAnalysis.Runtime.Descriptions;
using ClickstreamAnalysis.Runtime.Draining;
using ClickstreamAnalysis.Runtime.Instances;
using Microsoft.Extensions.Logging;

namespace ClickstreamAnalysis.Runtime.Control;

/// <summary>Describes a running application, and raises the events about its state and its progress. Thread-safe.</summary>
internal sealed class ApplicationMonitor : IDisposable
{
    private readonly StreamsOptions _options;
    private readonly DiskWait _logDisk;
    private readonly SharedDatabase _database;
    private readonly Func<StreamsState> _readState;
    private readonly EventQueue _events;
    private readonly StateTracker _tracker;
    private readonly ProgressWatch _progress;
    private ITimer? _timer;
    private int _isChecking;
    private volatile bool _isProgressQueued;

    /// <param name="sender">The application.</param>
    /// <param name="options">Its options.</param>
    /// <param name="logger">Its log.</param>
    /// <param name="logDisk">The wait for the disk of the log.</param>
    /// <param name="database">The state database.</param>
    /// <param name="readState">Reads the application's state.</param>
    /// <param name="drain">Returns the drain in progress, or null.</param>
    public ApplicationMonitor(
        object sender, StreamsOptions options, ILogger logger, DiskWait logDisk, SharedDatabase database, Func<StreamsState> readState, Func<Drain?> drain)
    {
        (_options, _logDisk, _database, _readState) = (options, logDisk, database, readState);
        Pause = new PauseSwitch(options.TimeProvider);
        Waits = new WaitBoard(options.TimeProvider);
        _events = new EventQueue(sender, logger);
        _tracker = new StateTracker(options.TimeProvider, change => _events.Raise(StateChanged, change));
        _progress = new ProgressWatch(options, logger, Threads.Read, ReadWaits, drain);
    }

    /// <summary>Raised on the thread pool when the application's state changes.</summary>
    public event EventHandler<StreamsStateChange>? StateChanged;

    /// <summary>Raised on the thread pool about once a second while there is long work or a wait.</summary>
    public event EventHandler<StreamsProgress>? ProgressChanged;

    /// <summary>Whether processing is paused.</summary>
    public PauseSwitch Pause { get; }

    /// <summary>What parts of the application wait for.</summary>
    public WaitBoard Waits { get; }

    /// <summary>The descriptions of the stream threads.</summary>
    public ThreadBoard Threads { get; } = new();

    /// <summary>Begins to watch the progress.</summary>
    public void Start() => _timer = _options.TimeProvider.CreateTimer(_ => Check(), null, ProgressWatch.Interval, ProgressWatch.Interval);

    /// <summary>Compares the state with the last one, and raises the event when it has changed.</summary>
    public void Refresh() => _tracker.Refresh(_readState);

    /// <summary>Describes the application.</summary>
    /// <param name="instanceId">The id of the instance.</param>
    /// <param name="memory">The memory in use.</param>
    /// <param name="activityOf">What a thread is doing.</param>
    /// <param name="failure">What stopped the application.</param>
    public StreamsDescription Describe(string? instanceId, MemoryUsage memory, Func<int, StreamThreadActivity> activityOf, Exception? failure)
    {
        var (state, since) = _tracker.Refresh(_readState);
        var threads = Threads.Read().Select(thread => thread with { Activity = activityOf(thread.Index) }).ToArray();
        return new StreamsDescription
        {
            ApplicationId = _options.ApplicationId,
            InstanceId = instanceId,
            At = _options.TimeProvider.GetUtcNow(),
            State = state,
            Since = since,
            IsPaused = Pause.IsRequested,
            Threads = threads,
            Stores = Stores(threads),
            Work = _progress.Work,
            Waits = ReadWaits(),
            Memory = memory,
            Failure = failure?.Message,
        };
    }

    /// <summary>The application has ended.</summary>
    public void Dispose()
    {
        _timer?.Dispose();
        Refresh();
        _events.Complete();
    }

    private StoreDescription[] Stores(ThreadDescription[] threads)
    {
        var sizes = _database.ReadStoreSizes();
        return
        [
            .. threads.SelectMany(static thread => thread.Tasks).SelectMany(static task => task.Stores).GroupBy(static store => store.Name, StringComparer.Ordinal)
                .OrderBy(static store => store.Key, StringComparer.Ordinal)
                .Select(store => new StoreDescription(
                    store.Key, store.Sum(static part => part.EntriesInMemory), store.Sum(static part => part.BytesInMemory), sizes.TryGetValue(store.Key, out var bytes) ? bytes : null)),
        ];
    }

    private WaitDescription[] ReadWaits()
    {
        WaitDescription?[] more =
        [
            _logDisk.Describe(),
            _database.DescribeDiskWait(),
            Pause.Since is { } since ? new WaitDescription(WaitReason.Resume, _options.ApplicationId, $"'{_options.ApplicationId}' is paused until Resume is called", since) : null,
        ];
        return [.. Waits.Read().Concat(more.OfType<WaitDescription>()).OrderBy(static wait => wait.Since)];
    }

    private void Check()
    {
        if (Interlocked.Exchange(ref _isChecking, 1) != 0)
        {
            return;
        }

        try
        {
            Refresh();

            // A handler that is slow misses some of the reports, and none waits for it.
            if (_progress.Check() is { } progress && !_isProgressQueued)
            {
                _isProgressQueued = true;
                if (!_events.Raise(ProgressChanged, progress, () => _isProgressQueued = false))
                {
                    _isProgressQueued = false;
                }
            }
        }
        finally
        {
            Volatile.Write(ref _isChecking, 0);
        }
    }
}
