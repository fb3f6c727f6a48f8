using ClickstreamAnalysis.Processing.Losses;
using ClickstreamAnalysis.Runtime;
using ClickstreamAnalysis.Runtime.Control;
using ClickstreamAnalysis.Runtime.Instances;
using ClickstreamAnalysis.Runtime.Memory;
using ClickstreamAnalysis.Runtime.Metrics;
using ClickstreamAnalysis.Runtime.Options;
using ClickstreamAnalysis.Runtime.Owners;
using ClickstreamAnalysis.Runtime.Planning;
using ClickstreamAnalysis.Runtime.Telemetry;
using Microsoft.Extensions.Logging;

namespace ClickstreamAnalysis;

/// <summary>Runs a topology inside this process, on a log.</summary>
/// <remarks>
/// <para>Instances with the same <see cref="StreamsOptions.ApplicationId"/>, in this or other processes, share the partitions.</para>
/// <para>Members are thread-safe, except <see cref="Step"/>, which belongs to one thread.</para>
/// </remarks>
public sealed partial class StreamsApplication : IAsyncDisposable
{
    private readonly Topology _topology;
    private readonly IRecordLog _log;
    private readonly StreamsOptions _options;
    private readonly MemoryPlan _memory;
    private readonly ApplicationFigures _figures;
    private readonly ILogger _logger;
    private readonly Notices _notices;
    private readonly StateQueries _queries;
    private readonly MetricsBoard _metrics;
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ThreadSet _threads;
    private readonly ApplicationMonitor _monitor;
    private readonly Lock _lock = new();
    private readonly InstanceDirectory _directory;
    private readonly SharedDatabase _database;
    private readonly DiskWait _logDisk;
    private readonly TaskLocks _locks = new();
    private TopicPlan? _plan;
    private PartitionWatch? _watch;
    private string? _instanceId;
    private int _state = (int)StreamsState.Created;
    private Exception? _failure;
    private bool _isDisposed;

    /// <summary>Creates an application. Nothing is opened until it starts.</summary>
    /// <param name="topology">What to compute.</param>
    /// <param name="log">The log to read and write. The application does not dispose it.</param>
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
        _logger = options.LoggerFactory.CreateLogger<StreamsApplication>();
        _notices = new Notices(_logger, options.ApplicationId, options.ErrorOutput);
        _metrics = new MetricsBoard { TimeProvider = options.TimeProvider, Losses = new LossBoard(options.TimeProvider, options.LoggerFactory.CreateLogger<OperatorLoss>()) };
        _logDisk = new DiskWait("the log", options);
        _directory = new InstanceDirectory(options, log.Description);
        _database = new SharedDatabase(options.StateStorage ?? InstanceStateStorage.Of(options, _memory, _directory), options, _metrics);
        _threads = new ThreadSet(options, _logger, Fail, Finish, _stopping.Token);
        _monitor = new ApplicationMonitor(this, options, _logger, _logDisk, _database, () => State, () => Volatile.Read(ref _drain));
        _queries = new StateQueries(topology, _database, options.TimeProvider);
        _owners = new InstanceOwners(log, options, _queries.Catalog, _queries.Board);
        _figures = new ApplicationFigures(options.ApplicationId, () => Metrics, options.TimeProvider) { ReadState = () => State.ToString(), ReadStateBytes = _database.ReadStoreSizes };
    }

    /// <summary>The options.</summary>
    public StreamsOptions Options => _options;

    /// <summary>The application's state.</summary>
    public StreamsState State
    {
        get
        {
            var state = (StreamsState)Volatile.Read(ref _state);
            return state is not (StreamsState.Starting or StreamsState.Restoring) ? state
                : _database.IsDiskFull || _logDisk.IsWaiting ? StreamsState.WaitingForDisk
                : state == StreamsState.Restoring && _threads.IsRunning ? StreamsState.Running
                : state;
        }
    }

    /// <summary>
    /// The directory on this machine that holds the instance's state; null before the start, and when state is kept in memory. To remove the state,
    /// stop the application and delete the directory: it is then restored from the changelog topics at the next start.
    /// </summary>
    public string? StateDirectory => _directory.ClaimedPath;

    /// <summary>The counts so far, as of the last commits.</summary>
    public StreamsMetrics Metrics => _metrics.Read() with { Memory = ReadMemory() };

    /// <summary>Completes when the application has stopped; throws the exception that made it fail.</summary>
    /// <remarks>
    /// Await it, or use <see cref="RunAsync"/>: a failure is thrown nowhere else until the application is stopped. It is logged, and without a logger it is
    /// written to standard error.
    /// </remarks>
    /// <exception cref="InvalidOperationException">The application was not started, so the task would never complete.</exception>
    public Task Completion => Volatile.Read(ref _state) != (int)StreamsState.Created
        ? _completion.Task
        : throw NotStarted();

    /// <summary>Connects to the log, checks topics, opens state, and starts the stream threads.</summary>
    /// <param name="cancellationToken">Cancels the start.</param>
    /// <returns>A task that completes when the threads run.</returns>
    /// <exception cref="StreamsException">The log cannot be reached within <see cref="StreamsOptions.StartTimeout"/>, topics are missing or do not fit, or a serde cannot be prepared.</exception>
    /// <exception cref="StateException">The state directory is in use by another process, or cannot be read.</exception>
    /// <exception cref="InvalidOperationException">The application was started before.</exception>
    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        if (Interlocked.CompareExchange(ref _state, (int)StreamsState.Starting, (int)StreamsState.Created) != (int)StreamsState.Created)
        {
            throw new InvalidOperationException("An application can start only once: create a new one.");
        }

        _monitor.Refresh();
        _monitor.Start();
        Instruments.Add(_figures);
        try
        {
            NativeAllocator.Economize(_memory.RetainedBytes);
            _directory.Claim();
            _database.Open();
            var preparation = new StartPreparation(_topology, _log, _options, _notices, _logDisk, _monitor.Waits, _logger);
            (_plan, var limits) = await preparation.PlanAsync(cancellationToken).ConfigureAwait(false);
            await SerdePreparation.RunAsync(_plan, cancellationToken).ConfigureAwait(false);
            await preparation.RepairAsync(_database, _plan, cancellationToken).ConfigureAwait(false);
            StateWidths.Check(_plan, _directory.Path);
            StateIdentity.Check(_database, _plan, _directory.Path);
            _watch = new PartitionWatch(_plan, _log.Admin, _options.TimeProvider, _logger);
            _instanceId = InstanceIdentity.Of(_options, _directory);
            _threads.Create(new ThreadEnvironment(_log, _database, _plan, _options, _metrics, _instanceId, _memory)
            {
                Limits = limits,
                Drain = () => Volatile.Read(ref _drain),
                Partitions = _watch,
                LogDisk = _logDisk,
                Locks = _locks,
                Tasks = _queries.Board,
                Pause = _monitor.Pause,
                Descriptions = _monitor.Threads,
                Waits = _monitor.Waits,
                StateMayHaveChanged = _monitor.Refresh,
            });
            _owners.Start(_plan, _instanceId);
        }
        catch (Exception error)
        {
            _failure = error;
            _threads.Discard();
            Finish();
            throw;
        }

        Volatile.Write(ref _state, (int)StreamsState.Restoring);
        _monitor.Refresh();
        _threads.Start();
    }

    /// <summary>Starts, runs until cancelled or failed, then commits and stops.</summary>
    /// <param name="cancellationToken">Stops the application.</param>
    /// <returns>A task that completes when the application has stopped.</returns>
    public async Task RunAsync(CancellationToken cancellationToken = default)
    {
        await StartAsync(cancellationToken).ConfigureAwait(false);
        await using var registration = cancellationToken.Register(BeginStop).ConfigureAwait(false);
        await Completion.ConfigureAwait(false);
    }

    /// <summary>Commits, leaves the group, and closes state. Further calls, and calls after disposal, do nothing.</summary>
    /// <remarks>
    /// While the log does not answer, stopping takes up to about two <see cref="StreamsOptions.RequestTimeout"/>, for the current request and
    /// the last commit, and half a minute for closing. Uncommitted work is repeated after the next start.
    /// </remarks>
    /// <param name="cancellationToken">Ends the wait; the application continues to stop.</param>
    /// <returns>A task that completes when everything is closed; throws the exception that made the application fail.</returns>
    public async Task StopAsync(CancellationToken cancellationToken = default)
    {
        BeginStop();
        if (Interlocked.CompareExchange(ref _state, (int)StreamsState.Stopped, (int)StreamsState.Created) == (int)StreamsState.Created)
        {
            _notices.Warn("The application was stopped before it was started, so nothing was processed. Call StartAsync or RunAsync to start it.");
            _monitor.Dispose();
            _completion.TrySetResult();
        }
        else if (_options.Threads == 0 && State is not (StreamsState.Stopped or StreamsState.Failed))
        {
            _threads.CloseStepped(hasFailed: _failure is not null);
        }

        await _completion.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Runs one turn on the calling thread, for an application with <see cref="StreamsOptions.Threads"/> = 0: polls the available records, processes
    /// them, and commits when it is due. Never waits.
    /// </summary>
    /// <returns>Whether anything was done.</returns>
    /// <exception cref="InvalidOperationException">The application has threads of its own, or is not started.</exception>
    public bool Step()
    {
        var thread = _threads.Stepped ?? throw new InvalidOperationException("Step needs a started application with Threads = 0.");

        try
        {
            return thread.RunOnce(TimeSpan.Zero) | _owners.Turn();
        }
        catch (Exception error)
        {
            _failure = error;
            _threads.CloseStepped(hasFailed: true);
            throw;
        }
    }

    /// <summary>Stops the application if it runs. Does not throw a failure: see <see cref="Completion"/>. Further calls do nothing.</summary>
    /// <returns>A task that completes when everything is closed.</returns>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await StopAsync().ConfigureAwait(false);
        }
        catch (Exception error) when (ReferenceEquals(error, _failure) || error is OperationCanceledException)
        {
            _logger.DisposedAfterFailure();
        }

        lock (_lock)
        {
            if (!_isDisposed)
            {
                _isDisposed = true;
                Instruments.Remove(_figures);
                _stopping.Dispose();
            }
        }
    }

    private static InvalidOperationException NotStarted() => new("The application is not started: call StartAsync first, or RunAsync.");

    private void BeginStop()
    {
        Interlocked.CompareExchange(ref _state, (int)StreamsState.Stopping, (int)StreamsState.Restoring);
        _monitor.Refresh();
        RequestStop();
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
        _owners.Stop();
        _metrics.Losses.Summarize();
        _database.Dispose();
        _directory.Dispose();
        Volatile.Write(ref _state, (int)(_failure is null ? StreamsState.Stopped : StreamsState.Failed));
        _monitor.Dispose();
        if (_failure is null)
        {
            _completion.TrySetResult();
        }
        else
        {
            _completion.TrySetException(_failure);
        }
    }

    private MemoryUsage ReadMemory() => _memory.Read(_database);
}
