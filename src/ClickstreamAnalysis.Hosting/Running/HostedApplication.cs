using ClickstreamAnalysis.Hosting.Configuration;
using ClickstreamAnalysis.Hosting.Registration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ClickstreamAnalysis.Hosting.Running;

/// <summary>Runs an application with the host: starts it in the background, acts on its failures, and stops it.</summary>
internal sealed class HostedApplication : IHostedService
{
    private const int FailureExitCode = 1;

    private readonly ApplicationDefinition _definition;
    private readonly IServiceProvider _services;
    private readonly ClickstreamApplication _handle;
    private readonly IHostApplicationLifetime? _lifetime;
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();
    private Task _run = Task.CompletedTask;
    private ApplicationOptions _options = new();
    private ILogger? _logger;
    private volatile bool _isGivenUp;

    public HostedApplication(ApplicationDefinition definition, IServiceProvider services)
    {
        _definition = definition;
        _services = services;
        _handle = services.GetRequiredKeyedService<ClickstreamApplication>(definition.Name);
        _lifetime = services.GetService<IHostApplicationLifetime>();
    }

    /// <summary>Whether the host has stopped the application, or given it up.</summary>
    public bool IsStopRequested => _stop.IsCancellationRequested;

    private ILogger Logger => _logger ??= _options.Streams.LoggerFactory.CreateLogger<ClickstreamApplication>();

    /// <summary>Checks options and topology, and starts the application in the background.</summary>
    /// <exception cref="OptionsValidationException">The options are not valid.</exception>
    /// <exception cref="TopologyException">The topology is not valid.</exception>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _options = _services.GetRequiredService<IOptionsMonitor<ApplicationOptions>>().Get(_definition.Name);
        var topology = _definition.BuildTopology(_services);
        lock (_lock)
        {
            _run = Task.Run(() => RunAsync(topology), CancellationToken.None);
        }

        return Task.CompletedTask;
    }

    /// <summary>Commits and stops the application.</summary>
    /// <param name="cancellationToken">The end of the host's shutdown timeout: gives the application up.</param>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        Task run;
        lock (_lock)
        {
            run = _run;
        }

        await _stop.CancelAsync().ConfigureAwait(false);
        try
        {
            await run.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested && !run.IsCompleted)
        {
            _isGivenUp = true;
            Logger.GivenUp(
                _definition.Name, _handle.State, _handle.Metrics.Commits,
                _options.Streams.Guarantee == ProcessingGuarantee.ExactlyOnce ? "; no result is lost or doubled" : ", and its results may be written twice");
        }
    }

    private async Task RunAsync(Topology topology)
    {
        var failures = 0;
        var isRestart = false;
        while (true)
        {
            var started = _options.Streams.TimeProvider.GetTimestamp();
            try
            {
                _handle.Begin(isRestart);
                await RunOnceAsync(topology).ConfigureAwait(false);
                Logger.Stopped(_definition.Name);
                return;
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                Logger.Stopped(_definition.Name);
                return;
            }
            catch (Exception error)
            {
                failures = _options.Streams.TimeProvider.GetElapsedTime(started) < _options.Restart.ResetAfter ? failures + 1 : 1;
                if (!await ContinuesAfterAsync(error, failures).ConfigureAwait(false))
                {
                    return;
                }
            }

            isRestart = true;
        }
    }

    private async Task RunOnceAsync(Topology topology)
    {
        var log = _services.GetRequiredKeyedService<IRecordLog>(_definition.Name);
        _ = _services.GetRequiredKeyedService<StopBeforeLog>(_definition.Name);
        Logger.Starting(_definition.Name, log.Description);
        var application = new StreamsApplication(topology, log, _options.Streams);
        if (_handle.Replace(application) is { } failed)
        {
            await failed.DisposeAsync().ConfigureAwait(false);
        }

        await application.RunAsync(_stop.Token).ConfigureAwait(false);
    }

    /// <summary>Acts on a failure.</summary>
    /// <returns>Whether the application is to be started again, now.</returns>
    private async Task<bool> ContinuesAfterAsync(Exception error, int failures)
    {
        _handle.Fail(error);
        if (_isGivenUp)
        {
            // The end of the process closes the log under it.
            return false;
        }

        if (_stop.IsCancellationRequested)
        {
            Logger.FailedToStop(error, _definition.Name);
            Environment.ExitCode = FailureExitCode;
            return false;
        }

        switch (_options.OnFailure)
        {
            case FailureAction.Restart:
                var pause = _options.Restart.PauseAfter(failures);
                Logger.FailedAndRestarts(error, _definition.Name, pause.TotalSeconds, failures);
                await Task.Delay(pause, _options.Streams.TimeProvider, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                return !_stop.IsCancellationRequested;
            case FailureAction.Report:
                Logger.FailedAndReports(error, _definition.Name);
                return false;
            default:
                Logger.FailedAndStopsHost(error, _definition.Name);
                Environment.ExitCode = FailureExitCode;
                _lifetime?.StopApplication();
                return false;
        }
    }
}
