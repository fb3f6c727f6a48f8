using System.Text;
using ClickstreamAnalysis;
using ShopAnalytics.Feeding;

namespace ShopAnalytics.Traffic;

/// <summary>Generates clicks of a shop without end: first those of the recent past, then those of the present.</summary>
/// <remarks>
/// A simulation from one seed: the same seed and start give the same clicks. Clicks are returned in the order of their arrival,
/// which differs from the order of their times.
/// </remarks>
internal sealed class TrafficGenerator : IClickSource
{
    private const double BotShare = 0.08;
    private const double ReturningShare = 0.35;
    private const int RememberedUsers = 20_000;

    private readonly int _seed;
    private readonly double _rate;
    private readonly TimeSpan _history;
    private readonly TimeProvider _clock;
    private readonly PriorityQueue<Visit, double> _visits = new();
    private readonly PriorityQueue<(ClickEvent Click, long ArrivalMs), (long ArrivalMs, long Order)> _underWay = new();
    private readonly List<string> _users = [];
    private Random _random = new();
    private ShopModel _model = null!;
    private double _visitsPerMs;
    private double _nextVisitorMs;
    private long _records;
    private long _newUsers;
    private long _order;

    /// <param name="seed">The seed of the random numbers.</param>
    /// <param name="rate">Clicks per second.</param>
    /// <param name="history">The past traffic to generate first.</param>
    /// <param name="clock">The clock of the present.</param>
    public TrafficGenerator(int seed, double rate, TimeSpan history, TimeProvider clock) =>
        (_seed, _rate, _history, _clock) = (seed, rate, history, clock);

    public string Name => "traffic";

    public string Fingerprint => "";

    public void Dispose()
    {
    }

    public void Resume(FeedProgress? progress)
    {
        var earliestMs = (_clock.GetUtcNow() - _history).ToUnixTimeMilliseconds();
        var startMs = Math.Max(earliestMs, progress?.LastMs ?? 0);
        _records = progress?.Records ?? 0;

        // Visits end with a stop. New visitors must not get the ids of earlier ones.
        _newUsers = _records == 0 ? 0 : _records + 1_000;
        _random = new Random(unchecked(_seed + (int)(_records * 31)));
        _model = new ShopModel(_random);
        _nextVisitorMs = startMs;
        _visitsPerMs = (_rate - (Bots / BotVisit.MeanPauseMs * 1_000)) / ShopModel.MeanClicksPerVisit / 1_000;
        for (var bot = 0; bot < Bots; bot++)
        {
            AddBot(startMs + _random.NextDouble() * 1_000);
        }
    }

    public bool TryRead(FeedRecord record)
    {
        // A click that is not simulated yet arrives no earlier than its own time.
        while (!_underWay.TryPeek(out _, out var first) || first.ArrivalMs > Math.Min(NextClickMs, _nextVisitorMs))
        {
            Simulate();
        }

        var (click, arrivalMs) = _underWay.Dequeue();
        record.Clear();
        ClickEvent.Serde.Serialize(click, record.Value);
        Encoding.UTF8.GetBytes(click.User, record.Key);
        record.TimestampMs = click.TimestampMs;
        record.DueMs = arrivalMs;
        record.Progress = new FeedProgress(++_records, arrivalMs);
        return true;
    }

    /// <summary>Bots create about a twelfth of the clicks, or none at a rate that a single bot would exceed.</summary>
    private int Bots => _rate < 5 ? 0 : Math.Max(1, (int)(_rate * BotShare * BotVisit.MeanPauseMs / 1_000));

    private double NextClickMs => _visits.TryPeek(out _, out var next) ? next : double.MaxValue;

    private void Simulate()
    {
        if (_nextVisitorMs <= NextClickMs)
        {
            _visits.Enqueue(new ShopperVisit(NextUser(), _model), _nextVisitorMs);
            _nextVisitorMs += _model.Exponential(1 / _visitsPerMs);
            return;
        }

        _visits.TryDequeue(out var visit, out var nowMs);
        var (click, nextMs) = visit!.Click(nowMs);
        var arrivalMs = click.TimestampMs + _model.DelayMs();
        _underWay.Enqueue((click, arrivalMs), (arrivalMs, _order++));
        if (nextMs is { } next)
        {
            _visits.Enqueue(visit, next);
        }
        else if (visit is BotVisit)
        {
            AddBot(nowMs + 1_000);
        }
    }

    private void AddBot(double atMs) =>
        _visits.Enqueue(new BotVisit($"bot-{_newUsers++:D7}", _random.Next(1_000, 15_000), _model), atMs);

    private string NextUser()
    {
        if (_users.Count > 0 && _random.NextDouble() < ReturningShare)
        {
            return _users[_random.Next(_users.Count)];
        }

        var user = $"u{_newUsers++:D7}";
        if (_users.Count < RememberedUsers)
        {
            _users.Add(user);
        }
        else
        {
            _users[_random.Next(RememberedUsers)] = user;
        }

        return user;
    }
}
