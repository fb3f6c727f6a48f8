using ClickstreamAnalysis.Testing;
using Microsoft.Extensions.Time.Testing;

namespace ClickstreamAnalysis.Tests.EndToEnd;

/// <summary>Hosts of one application that work, stop, die and come back at random on a log with faults, while clicks are written.</summary>
internal sealed class FaultyHosts
{
    private const int StepsMin = 500;
    private const int StepsMax = 2_000;

    private readonly SimulatedLog _log;
    private readonly FakeTimeProvider _clock;
    private readonly Random _random;
    private readonly StreamsOptions _options;
    private readonly Func<int, string?> _directoryOf;
    private readonly FaultyHost[] _hosts;

    /// <param name="log">The log.</param>
    /// <param name="clock">The clock of log and hosts.</param>
    /// <param name="random">What happens.</param>
    /// <param name="topology">Creates the topology of a host.</param>
    /// <param name="options">How the application runs; what a host may choose is chosen here.</param>
    /// <param name="directoryOf">The state directory of a host; null for none.</param>
    public FaultyHosts(
        SimulatedLog log, FakeTimeProvider clock, Random random, Func<Topology> topology, StreamsOptions options, Func<int, string?> directoryOf)
    {
        _log = log;
        _clock = clock;
        _random = random;
        _directoryOf = directoryOf;
        _options = options with
        {
            Threads = 0,
            TimeProvider = clock,
            StartTimeout = TimeSpan.Zero,
            CommitInterval = TimeSpan.FromMilliseconds(random.Next(3) * 50),
            MaxLiveEntries = random.Next(4) * 2,
            WriteBackDelay = TimeSpan.FromMilliseconds(random.Next(3) * 200),
            MaxConsecutiveFailures = int.MaxValue,
        };
        _hosts = [.. Enumerable.Range(0, random.Next(1, 3)).Select(i => new FaultyHost(
            log, topology(), _options with { InstanceId = $"host-{i}", InMemoryState = directoryOf(i) is null, StateDirectory = directoryOf(i) }, isGivenUp: () => random.Next(2) == 0))];
    }

    /// <summary>How often a host died.</summary>
    public int Crashes => _hosts.Sum(host => host.Crashes);

    /// <summary>Late clicks that the hosts counted.</summary>
    public long Late => _hosts.Sum(host => host.Late);

    /// <summary>Runs until everything is written and some time after, and stops all hosts. What is left unread is for a last run.</summary>
    public async Task RunAsync<T>(Queue<T[]> waiting, Action<IEnumerable<T>> produce)
    {
        for (var step = 0; step < StepsMax && (waiting.Count > 0 || step < StepsMin); step++)
        {
            _clock.Advance(TimeSpan.FromMilliseconds(_random.Next(40)));
            var host = _hosts[_random.Next(_hosts.Length)];
            switch (_random.Next(100))
            {
                case < 8 when waiting.TryDequeue(out var some):
                    _log.FaultsEnabled = false;
                    produce(some);
                    break;
                case 12:
                    await host.StopAsync();
                    break;
                case 13:
                    await host.CrashAsync();
                    break;
                default:
                    _log.FaultsEnabled = true;
                    await host.StepAsync();
                    break;
            }
        }

        _log.FaultsEnabled = false;
        foreach (var left in waiting)
        {
            produce(left);
        }

        foreach (var host in _hosts)
        {
            await host.DisposeAsync();
        }

        _log.Expel(_options.ApplicationId); // those that died last and never came back
    }

    /// <summary>How the first host runs, for the run that reads everything to the end.</summary>
    public StreamsOptions LastRun(StreamsOptions options) =>
        options with { CommitInterval = TimeSpan.Zero, InstanceId = "host-0", InMemoryState = _directoryOf(0) is null, StateDirectory = _directoryOf(0) };
}
