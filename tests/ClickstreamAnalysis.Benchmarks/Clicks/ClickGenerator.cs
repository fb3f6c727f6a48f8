namespace ClickstreamAnalysis.Benchmarks.Clicks;

/// <summary>The clicks that every figure is measured with. Equal seeds give equal clicks, for all time.</summary>
/// <remarks>
/// Event time starts at <see cref="StartMs"/> and advances 20 ms a click. Of 2,500 visitors present one at random clicks, and
/// then leaves with chance 1/8, replaced by the next of 100,000 users in turn. One click in 20 is up to 60 s older.
/// </remarks>
internal sealed class ClickGenerator
{
    public const long StartMs = 1_760_000_000_000;
    public const int Users = 100_000;
    public const int Pages = 5_000;
    public const int MaxDelayMs = 60_000;

    private const int Present = 2_500;
    private const int StepMs = 20;
    private const int LeaveOneIn = 8;
    private const int DelayOneIn = 20;

    private readonly SeededRandom _random;
    private readonly int[] _visitors = [.. Enumerable.Range(0, Present)];
    private int _nextUser = Present;
    private long _nowMs = StartMs;

    public ClickGenerator(int seed) => _random = new SeededRandom(seed);

    public Click Next()
    {
        var place = _random.Next(Present);
        var click = new Click
        {
            User = _visitors[place],
            TimestampMs = _random.Next(DelayOneIn) == 0 ? _nowMs - _random.Next(MaxDelayMs + 1) : _nowMs,
            Page = _random.Next(Pages),
            Event = _random.Next(ClickJson.Events),
            Referrer = _random.Next(ClickJson.Referrers),
            Campaign = _random.Next(ClickJson.Campaigns),
            PriceCents = _random.Next(100_000),
            Screen = _random.Next(ClickJson.Screens),
        };
        _nowMs += StepMs;
        if (_random.Next(LeaveOneIn) == 0)
        {
            _visitors[place] = _nextUser;
            _nextUser = (_nextUser + 1) % Users;
        }

        return click;
    }
}
