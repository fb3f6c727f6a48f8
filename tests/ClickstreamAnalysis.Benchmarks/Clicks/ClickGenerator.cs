namespace ClickstreamAnalysis.Benchmarks.Clicks;

/// <summary>The clicks that every figure is measured with. Equal seeds and shapes give equal clicks, for all time.</summary>
/// <remarks>
/// Event time starts at <see cref="StartMs"/> and advances 20 ms a click. Of 2,500 visitors present one at random clicks, and
/// then leaves with chance 1/8, replaced by the next of 100,000 users in turn. One click in 20 is up to 60 s older. Numbers of
/// users and visitors, times and the order of users are those of another <see cref="ClickShape"/> if one is given.
/// </remarks>
internal sealed class ClickGenerator
{
    public const long StartMs = 1_760_000_000_000;
    public const int Pages = 5_000;
    public const int MaxDelayMs = 60_000;

    private const int LeaveOneIn = 8;
    private const int DelayOneIn = 20;

    private readonly SeededRandom _random;
    private readonly ClickShape _shape;
    private readonly int[] _visitors;
    private int _nextUser;
    private long _clicks;

    public ClickGenerator(int seed, ClickShape? shape = null)
    {
        _random = new SeededRandom(seed);
        _shape = shape ?? new ClickShape();
        _visitors = [.. Enumerable.Range(0, _shape.Present)];
        _nextUser = _shape.Present % _shape.Users;
    }

    /// <summary>A click of one of the visitors.</summary>
    public Click Next()
    {
        var place = _random.Next(_shape.Present);
        var click = NextOf(_visitors[place]);
        if (_random.Next(LeaveOneIn) == 0)
        {
            _visitors[place] = _nextUser;
            _nextUser = (_nextUser + 1) % _shape.Users;
        }

        return click;
    }

    /// <summary>A click of a certain user, by place in the order of users.</summary>
    public Click NextOf(int place)
    {
        var nowMs = _shape.StartMs + (_clicks++ * _shape.StepMicroseconds / 1_000);
        return new Click
        {
            User = _shape.UserAt(place),
            TimestampMs = _random.Next(DelayOneIn) == 0 ? nowMs - _random.Next(MaxDelayMs + 1) : nowMs,
            Page = _random.Next(Pages),
            Event = _random.Next(ClickJson.EventCount),
            Referrer = _random.Next(ClickJson.Referrers),
            Campaign = _random.Next(ClickJson.Campaigns),
            PriceCents = _random.Next(100_000),
            Screen = _random.Next(ClickJson.Screens),
        };
    }
}
