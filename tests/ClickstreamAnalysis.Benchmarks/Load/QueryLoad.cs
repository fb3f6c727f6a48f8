using ClickstreamAnalysis.Benchmarks.Clicks;
using ClickstreamAnalysis.Benchmarks.Measuring;
using HdrHistogram;

namespace ClickstreamAnalysis.Benchmarks.Load;

/// <summary>Queries an application from threads of its own: single users at a constant rate, and whole scans one after the other.</summary>
internal sealed class QueryLoad : IDisposable
{
    private const long MostMicroseconds = 60 * 1_000_000L;
    private const int Digits = 3;

    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(10);

    private readonly StreamsApplication _application;
    private readonly Func<StateView, string, bool> _find;
    private readonly Func<StateView, long> _scan;
    private readonly int _users;
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Thread> _threads = [];
    private readonly LongHistogram _latency = new(MostMicroseconds, Digits);
    private long _found;
    private long _scans;
    private long _rows;
    private volatile Exception? _failure;

    private QueryLoad(StreamsApplication application, EngineSettings settings, int users, Func<StateView, string, bool> find, Func<StateView, long> scan)
    {
        (_application, _users, _find, _scan) = (application, users, find, scan);
        if (settings.Queries > 0)
        {
            Start("points", () => FindUsers(settings.Queries));
        }

        if (settings.IsScanned)
        {
            Start("scans", Scan);
        }
    }

    /// <summary>Starts the load; null when the settings ask for none.</summary>
    /// <param name="application">A started application.</param>
    /// <param name="settings">How many queries.</param>
    /// <param name="users">The number of users that are asked for.</param>
    /// <param name="find">Finds a user; whether there is one.</param>
    /// <param name="scan">Reads everything; how many rows.</param>
    public static QueryLoad? Start(
        StreamsApplication application, EngineSettings settings, int users, Func<StateView, string, bool> find, Func<StateView, long> scan) =>
        settings.Queries > 0 || settings.IsScanned ? new QueryLoad(application, settings, users, find, scan) : null;

    public QueryFigures Stop()
    {
        Dispose();
        return _failure is { } failure
            ? throw new BenchmarkException($"A query failed: {failure.Message}")
            : new QueryFigures(_latency.TotalCount, _found, Percentiles.OfMicroseconds(_latency), _scans, _rows);
    }

    public void Dispose()
    {
        _stop.Cancel();
        _threads.ForEach(static thread => thread.Join());
        _threads.Clear();
    }

    private void Start(string name, Action run)
    {
        var thread = new Thread(() => Guarded(run)) { IsBackground = true, Name = $"query-{name}" };
        _threads.Add(thread);
        thread.Start();
    }

    private void Guarded(Action run)
    {
        try
        {
            run();
        }
        catch (Exception error)
        {
            _failure = error;
        }
    }

    private void FindUsers(int perSecond)
    {
        var random = new SeededRandom(7);
        using (View())
        {
            // The first one waits for a commit.
        }

        var clock = new ConstantRate(perSecond);
        clock.Run(
            long.MaxValue,
            i =>
            {
                using var view = View();
                _found += _find(view, ClickJson.UserOf(random.Next(_users))) ? 1 : 0;

                // The last one does not wait until it is due.
                _latency.RecordValue(Math.Max(0, clock.NowMicroseconds - clock.DueMicroseconds(i)));
            },
            _stop.Token);
    }

    private void Scan()
    {
        while (!_stop.IsCancellationRequested)
        {
            using var view = View();
            if (_scan(view) is var rows and > 0)
            {
                _rows += rows;
                _scans++;
            }
            else
            {
                // Before the first commit; a scan of nothing would be repeated thousands of times.
                _stop.Token.WaitHandle.WaitOne(s_pause);
            }
        }
    }

    private StateView View() => _application.QueryAsync().AsTask().GetAwaiter().GetResult();
}
