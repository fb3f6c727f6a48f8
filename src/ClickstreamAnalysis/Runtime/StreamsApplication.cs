using ClickstreamAnalysis.Processing.Losses;
using ClickstreamAnalysis.Runtime;
using ClickstreamAnalysis.Runtime.Draining;
using ClickstreamAnalysis.Runtime.Instances;
using ClickstreamAnalysis.Runtime.Memory;
using ClickstreamAnalysis.Runtime.Metrics;
using ClickstreamAnalysis.Runtime.Options;
using ClickstreamAnalysis.Runtime.Planning;
using ClickstreamAnalysis.Runtime.Threads;
using ClickstreamAnalysis.State.Databases;
using ClickstreamAnalysis.State.Databases.Memory;
using ClickstreamAnalysis.State.Databases.RocksDb;
using Microsoft.Extensions.Logging;

namespace ClickstreamAnalysis;

/// <summary>Runs a topology inside this process, on a log.</summary>
/// <remarks>
/// <para>Instances with the same <see cref="StreamsOptions.ApplicationId"/>, in this or other processes, share the partitions.</para>
/// <para>Members are thread-safe, except <see cref="Step"/>, which belongs to one thread.</para>
/// </remarks>
public sealed class StreamsApplication : IAsyncDisposable
{
    private static readonly TimeSpan s_pollWait = TimeSpan.FromMilliseconds(100);

    private readonly Topology _topology;
    private readonly IRecordLog _log;
    private readonly StreamsOptions _options;
    private readonly MemoryPlan _memory;
    private readonly MemoryMeter _meter;
    private readonly ILogger _logger;
    private readonly Notices _notices;
    private readonly MetricsBoard _metrics;
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<ThreadPlace> _threads = [];
    private readonly Lock _lock = new();
    private readonly InstanceDirectory _directory;
    private readonly SharedDatabase _database;
    private readonly DiskWait _logDisk;
    private readonly TaskLocks _locks = new();
    private TopicPlan? _plan;
    private PartitionWatch? _watch;
    private Drain? _drain;
    private int _runningThreads;
    private int _state = (int)StreamsState.Created;
    private Exception? _failure;
    private bool _isDisposed;

    /// <summary>Makes an application; nothing is opened until it starts.</summary>
    /// <param name="topology">What to compute.</param>
    /// <param name="log">Where records come from and go to. It is not disposed by the application.</param>
    /// <param name="options">How to run.</param>
    /// <exception cref="ArgumentException">The options are not valid; the message lists every mistake.</exception>
    public StreamsApplication(Topology topology, IRecordLog log, StreamsOptions options)
    {
        ArgumentNullException.ThrowIfNull(topology);
        ArgumentNullException.ThrowIfNull(log);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _topology = topology;
        _log = log;
        _options = options;
        _memory = new MemoryPlan(options);
        _meter = new MemoryMeter(options.ApplicationId, ReadMemory);
        _logger = options.LoggerFactory.CreateLogger<StreamsApplication>();
        _notices = new Notices(_logger, options.ApplicationId, options.ErrorOutput);
        _metrics = new MetricsBoard { Losses = new LossBoard(options.TimeProvider, options.LoggerFactory.CreateLogger<OperatorLoss>()) };
        _logDisk = new DiskWait("the log", options);
        _directory = new InstanceDirectory(options, log.Description);
        _database = new SharedDatabase(options.StateStorage ?? StorageOf(options, _memory, _directory), options, _metrics);
    }

    /// <summary>Where the application is in its life.</summary>
    public StreamsState State
    {
        get
        {
            var state = (StreamsState)Volatile.Read(ref _state);
            return state is not (StreamsState.Starting or StreamsState.Restoring) ? state
                : _database.IsDiskFull || _logDisk.IsWaiting ? StreamsState.WaitingForDisk
                : state == StreamsState.Restoring && _threads.TrueForAll(thread => !thread.IsBusy) && _threads.Exists(thread => thread.RunningTasks > 0)
                ? StreamsState.Running
                : state;
        }
    }

    /// <summary>
    /// The directory on this machine that holds the instance's state; null before the start, and when state is kept in memory. To remove the state,
    /// stop the application and delete the directory: it is then restored from the changelog topics at the next start.
    /// </summary>
    public string? StateDirectory => _directory.ClaimedPath;

    /// <summary>What was done so far, as of the last commits.</summary>
    public StreamsMetrics Metrics => _metrics.Read() with { Memory = ReadMemory() };

    /// <summary>Ends when the application has stopped; throws what made it fail.</summary>
    /// <remarks>
    /// Await it, or use <see cref="RunAsync"/>: a failure is thrown nowhere else until the application is stopped. It is logged, and without a logger it is
    /// written to standard error.
    /// </remarks>
    /// <exception cref="InvalidOperationException">The application was not started: this would never end.</exception>
    public Task Completion => Volatile.Read(ref _state) != (int)StreamsState.Created
        ? _completion.Task
        : throw NotStarted();

    /// <summary>Reaches the log, checks topics, opens state, and starts the stream threads. Returns once they run.</summary>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>A task that ends when the threads are started.</returns>
    /// <exception cref="StreamsException">The log cannot be reached within <see cref="StreamsOptions.StartTimeout"/>, or topics are missing or do not fit.</exception>
    /// <exception cref="StateException">The state directory is in use by another process, or cannot be read.</exception>
    /// <exception cref="InvalidOperationException">The application was started before.</exception>
    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        if (Interlocked.CompareExchange(ref _state, (int)StreamsState.Starting, (int)StreamsState.Created) != (int)StreamsState.Created)
        {
            throw new InvalidOperationException("An application starts once: make a new one.");
        }

        try
        {
            NativeAllocator.Economize();
            _directory.Claim();
            _database.Open();
            var preparation = new StartPreparation(_topology, _log, _options, _notices, _logDisk, _logger);
            (_plan, var limits) = await preparation.PlanAsync(cancellationToken).ConfigureAwait(false);
            await preparation.RepairAsync(_database, _plan, cancellationToken).ConfigureAwait(false);
            StateWidths.Check(_plan, _directory.Path);
            StateIdentity.Check(_database, _plan, _directory.Path);
            _watch = new PartitionWatch(_plan, _log.Admin, _options.TimeProvider, _logger);
            var environment = new ThreadEnvironment(_log, _database, _plan, _options, _metrics, InstanceIdentity.Of(_options, _directory), _memory)
            {
                Limits = limits,
                Drain = () => Volatile.Read(ref _drain),
                Partitions = _watch,
                LogDisk = _logDisk,
                Locks = _locks,
            };
            for (var i = 0; i < Math.Max(1, _options.Threads); i++)
            {
                _threads.Add(new ThreadPlace(i, environment));
            }
        }
        catch (Exception error)
        {
            _failure = error;
            _threads.ForEach(thread => thread.Dispose());
            Finish();
            throw;
        }

        Volatile.Write(ref _state, (int)StreamsState.Restoring);
        _runningThreads = _threads.Count;
        if (_options.Threads > 0)
        {
            foreach (var (thread, index) in _threads.Select((thread, index) => (thread, index)))
            {
                new Thread(() => Run(thread)) { IsBackground = true, Name = $"{_options.ApplicationId}-stream-{index}" }.Start();
            }
        }
    }

    /// <summary>Starts, and runs until cancelled or failed; then stops and loses nothing.</summary>
    /// <param name="cancellationToken">Stops the application.</param>
    /// <returns>A task that ends when the application has stopped.</returns>
    public async Task RunAsync(CancellationToken cancellationToken = default)
    {
        await StartAsync(cancellationToken).ConfigureAwait(false);
        await using var registration = cancellationToken.Register(RequestStop).ConfigureAwait(false);
        await Completion.ConfigureAwait(false);
    }

    /// <summary>
    /// Ends a bounded run: reads every input to the end that it has now, then closes every window that is still open, as if
    /// time had gone on far enough, commits, and stops. All partitions must be held by this instance.
    /// </summary>
    /// <param name="cancellationToken">Stops the application at once, as <see cref="StopAsync"/> does.</param>
    /// <returns>A task that ends when the application has stopped.</returns>
    /// <exception cref="InvalidOperationException">The application was not started, has been stopped, or has no threads of its own.</exception>
    public async Task DrainAsync(CancellationToken cancellationToken = default)
    {
        ThrowIfCannotDrain();
        if (_plan is { } plan)
        {
            var drain = new Drain(plan, _options);
            Volatile.Write(ref _drain, drain);
            await new DrainReport(drain, _locks, _options, _logger).WaitAsync(_completion.Task, cancellationToken).ConfigureAwait(false);
            await CheckTopicsAsync(cancellationToken).ConfigureAwait(false);
        }

        await StopAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Commits what is processed, leaves the group, and closes state. Stopping twice, or after disposing, does no harm.</summary>
    /// <remarks>
    /// While the log does not answer, this takes up to about two <see cref="StreamsOptions.RequestTimeout"/>, for the request under way
    /// and for the last commit, and half a minute for closing. What could not be committed is processed again after the next start.
    /// </remarks>
    /// <param name="cancellationToken">Ends the wait, not the stopping.</param>
    /// <returns>A task that ends when everything is closed; throws what made the application fail.</returns>
    public async Task StopAsync(CancellationToken cancellationToken = default)
    {
        Interlocked.CompareExchange(ref _state, (int)StreamsState.Stopping, (int)StreamsState.Restoring);
        RequestStop();
        if (Interlocked.CompareExchange(ref _state, (int)StreamsState.Stopped, (int)StreamsState.Created) == (int)StreamsState.Created)
        {
            _notices.Warn("It ends without having been started, so nothing was processed. Call StartAsync or RunAsync to start it.");
            _completion.TrySetResult();
        }
        else if (_options.Threads == 0 && State is not (StreamsState.Stopped or StreamsState.Failed))
        {
            CloseThread(_threads[0], commit: _failure is null);
        }

        await _completion.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Makes one turn on the calling thread, for an application with <see cref="StreamsOptions.Threads"/> = 0: takes the records
    /// that are there, processes them, and commits when it is time. Never waits.
    /// </summary>
    /// <returns>Whether anything was done.</returns>
    /// <exception cref="InvalidOperationException">The application has threads of its own, or is not started.</exception>
    public bool Step()
    {
        if (_options.Threads != 0 || _threads.Count == 0)
        {
            throw new InvalidOperationException("Step is for a started application with Threads = 0.");
        }

        try
        {
            return _threads[0].RunOnce(TimeSpan.Zero);
        }
        catch (Exception error)
        {
            _failure = error;
            CloseThread(_threads[0], commit: false);
            throw;
        }
    }

    /// <summary>Stops the application if it runs. A failure is not thrown here: see <see cref="Completion"/>. Disposing twice does no harm.</summary>
    /// <returns>A task that ends when everything is closed.</returns>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await StopAsync().ConfigureAwait(false);
        }
        catch (Exception error) when (ReferenceEquals(error, _failure) || error is OperationCanceledException)
        {
            _logger.LogDebug("Disposed after a failure that was reported before.");
        }

        lock (_lock)
        {
            if (!_isDisposed)
            {
                _isDisposed = true;
                _meter.Dispose();
                _stopping.Dispose();
            }
        }
    }

    private static InvalidOperationException NotStarted() => new("The application is not started: call StartAsync first, or RunAsync.");

    private void ThrowIfCannotDrain()
    {
        switch ((StreamsState)Volatile.Read(ref _state))
        {
            case StreamsState.Created or StreamsState.Starting:
                throw NotStarted();
            case StreamsState.Stopping or StreamsState.Stopped:
                throw new InvalidOperationException("The application has been stopped and cannot drain: make a new one and start it.");
        }

        if (_options.Threads == 0)
        {
            throw new InvalidOperationException("An application with Threads = 0 runs by Step, and cannot drain by itself: set Threads to at least 1.");
        }
    }

    private void RequestStop()
    {
        lock (_lock)
        {
            if (!_isDisposed)
            {
                _stopping.Cancel();
            }
        }
    }

    private void Run(ThreadPlace thread)
    {
        var failed = false;
        try
        {
            while (!_stopping.IsCancellationRequested)
            {
                thread.RunOnce(s_pollWait);
                if (thread.Backoff > TimeSpan.Zero)
                {
                    _stopping.Token.WaitHandle.WaitOne(thread.Backoff);
                }
            }
        }
        catch (Exception error)
        {
            failed = true;
            Fail(error);
        }

        CloseThread(thread, commit: !failed);
    }

    /// <summary>A bounded run of a topic that was deleted and created anew meanwhile has not read what it was to read.</summary>
    private async Task CheckTopicsAsync(CancellationToken cancellationToken)
    {
        await _watch!.AskAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            _watch.Check();
        }
        catch (StreamsException error)
        {
            Fail(error);
        }
    }

    private void CloseThread(ThreadPlace thread, bool commit)
    {
        try
        {
            thread.Close(commit);
        }
        catch (Exception error)
        {
            Fail(error);
        }

        try
        {
            thread.Dispose();
        }
        catch (Exception error)
        {
            Fail(error);
        }

        if (Interlocked.Decrement(ref _runningThreads) == 0)
        {
            Finish();
        }
    }

    private void Fail(Exception error)
    {
        lock (_lock)
        {
            if (_failure is not null)
            {
                return;
            }

            _failure = error;
        }

        _notices.Fail(error);
        RequestStop();
    }

    private void Finish()
    {
        _metrics.Losses.Summarize();
        _meter.Dispose();
        _database.Dispose();
        _directory.Dispose();
        Volatile.Write(ref _state, (int)(_failure is null ? StreamsState.Stopped : StreamsState.Failed));
        if (_failure is null)
        {
            _completion.TrySetResult();
        }
        else
        {
            _completion.TrySetException(_failure);
        }
    }

    private MemoryUsage ReadMemory()
    {
        try
        {
            return _memory.Read(_database);
        }
        catch (ObjectDisposedException)
        {
            // It stopped just now.
            return _memory.Read(database: null);
        }
    }

    private static StateStorage StorageOf(StreamsOptions options, MemoryPlan memory, InstanceDirectory directory) => options.InMemoryState
        ? new MemoryStateStorage()
        : new InstanceStateStorage(directory, new RocksDbStateOptions { MemoryBytes = memory.DatabaseBytes });
}
