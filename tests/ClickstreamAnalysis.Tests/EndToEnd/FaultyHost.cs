using ClickstreamAnalysis.Testing;

namespace ClickstreamAnalysis.Tests.EndToEnd;

/// <summary>One process that runs an application turn by turn on a log with faults: it starts when it can, and starts again when it died.</summary>
/// <param name="log">The log.</param>
/// <param name="topology">What it computes.</param>
/// <param name="options">How; with an instance id.</param>
/// <param name="isGivenUp">Whether a dead one's session is over before it comes back; else it finds its place as it left it.</param>
internal sealed class FaultyHost(SimulatedLog log, Topology topology, StreamsOptions options, Func<bool> isGivenUp) : IAsyncDisposable
{
    private SimulatedConnection? _connection;
    private StreamsApplication? _application;

    /// <summary>How often the process died.</summary>
    public int Crashes { get; private set; }

    /// <summary>Late clicks that its applications counted.</summary>
    public long Late { get; private set; }

    /// <summary>Starts if it does not run, else makes one turn.</summary>
    public async Task StepAsync()
    {
        if (_application is null)
        {
            await StartAsync();
            return;
        }

        try
        {
            _application.Step();
        }
        catch (Exception) when (_connection!.IsCrashed)
        {
            // Whatever the engine made of it: a dead process has no opinion.
            await BuryAsync();
        }
    }

    /// <summary>Stops in order, as far as the log lets it.</summary>
    public async Task StopAsync()
    {
        if (_application is null)
        {
            return;
        }

        try
        {
            await _application.StopAsync();
        }
        catch (Exception error) when (error is RecordLogException || _connection!.IsCrashed)
        {
            // A commit on the way out that failed: the next start does it over.
        }

        if (_connection!.IsCrashed)
        {
            await BuryAsync();
        }
        else
        {
            await EndAsync();
        }
    }

    /// <summary>kill -9 between two calls.</summary>
    public async Task CrashAsync()
    {
        if (_application is not null)
        {
            _connection!.Crash();
            await BuryAsync();
        }
    }

    public ValueTask DisposeAsync() => new(StopAsync());

    private async Task StartAsync()
    {
        _connection = log.Connect(options.InstanceId!);
        var application = new StreamsApplication(topology, _connection, options);
        try
        {
            await application.StartAsync();
            _application = application;
        }
        catch (Exception) when (_connection.IsCrashed)
        {
            _application = application;
            await BuryAsync();
        }
        catch (StreamsException error) when (error.InnerException is RecordLogUnavailableException)
        {
            await application.DisposeAsync();
        }
    }

    // Closes what a dead process holds of this machine. Nothing of it reaches the log.
    private async Task BuryAsync()
    {
        Crashes++;
        await EndAsync();
        if (isGivenUp())
        {
            log.Expel(options.ApplicationId);
        }
    }

    private async Task EndAsync()
    {
        Late += _application!.Metrics.Late;
        await _application.DisposeAsync();
        _application = null;
    }
}
