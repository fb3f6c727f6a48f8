using ClickstreamAnalysis.Testing;

namespace ClickstreamAnalysis.Tests.Windows;

/// <summary>One topology of window aggregates by page, in one phase or two, with one input partition. Results as text, in order.</summary>
internal sealed class TwoPhaseRun : IDisposable
{
    private readonly TopologyTestDriver _driver;
    private readonly TestInputTopic<string, string> _input;
    private readonly TestOutputTopic<Windowed<string>, long> _closed;
    private readonly TestOutputTopic<Windowed<string>, long> _updates;
    private readonly TestOutputTopic<Windowed<string>, string> _texts;
    private readonly TestOutputTopic<string, string> _late;
    private readonly TestOutputTopic<Windowed<string>, string> _top;
    private readonly TestOutputTopic<Windowed<string>, long> _users;

    public TwoPhaseRun(TimeWindows windows, bool inTwoPhases)
    {
        var builder = new TopologyBuilder();
        var pages = builder.Stream("in", Serdes.Utf8, Serdes.Utf8).Map((user, page) => (page, user));
        pages = inTwoPhases ? pages : pages.Repartition("one-phase");
        var counts = pages.CountByWindow("counts", windows);
        counts.Closed.To("closed");
        counts.Updates.To("updates");
        counts.Late.MapValues((_, late) => $"{late.Value} {late.TimestampMs} {late.StreamTimeMs} {late.Reason}", Serdes.Utf8).To("late");

        // A text of all users, in any order: what is merged twice or not at all shows.
        pages.AggregateByWindow("texts", windows, () => "", (text, _, user) => Sorted(text + user), (a, b) => Sorted(a + b)).Closed.To("texts");
        pages.TopByWindow("top", windows, 2, user => user).Closed.MapValues(top => string.Join(",", top.Value.Select(item => $"{item.Key}{item.Count}")), Serdes.Utf8).To("top");
        pages.CountDistinctByWindow("users", windows, user => user).Closed.To("users");
        Topology = builder.Build();
        _driver = new TopologyTestDriver(Topology);
        _input = _driver.CreateInputTopic("in", Serdes.Utf8, Serdes.Utf8);
        var keys = new WindowedSerde<string>(Serdes.Utf8, windows.Size);
        _closed = _driver.CreateOutputTopic("closed", keys, Serdes.Int64);
        _updates = _driver.CreateOutputTopic("updates", keys, Serdes.Int64);
        _late = _driver.CreateOutputTopic("late", Serdes.Utf8, Serdes.Utf8);
        _texts = _driver.CreateOutputTopic("texts", keys, Serdes.Utf8);
        _top = _driver.CreateOutputTopic("top", keys, Serdes.Utf8);
        _users = _driver.CreateOutputTopic("users", keys, Serdes.Int64);
    }

    public Topology Topology { get; }

    public TopologyTestDriver Driver => _driver;

    public StreamsMetrics Metrics => _driver.Metrics;

    public void Pipe(IEnumerable<(string User, string Page, long TimeMs)> events) => _input.Pipe(events.Select(e => (e.User, e.Page, e.TimeMs)));

    public void Restart() => _driver.Restart();

    public string[] Closed() => [.. Read(_closed), .. Read(_texts), .. Read(_top), .. Read(_users)];

    public string[] LatestUpdates() =>
        [.. _updates.ReadAll().GroupBy(record => record.Key).Select(group => $"{group.Key.Key} {group.Key.StartMs} {group.Last().Value}").Order(StringComparer.Ordinal)];

    public string[] Late() => [.. _late.ReadAll().Select(record => $"{record.Key} {record.Value}").Order(StringComparer.Ordinal)];

    public string[] Losses() => [.. Metrics.Dropped.Select(loss => $"{loss.Operator} {loss.Reason} {loss.Records} {loss.HighestLateness} {loss.NeededGrace}").Order(StringComparer.Ordinal)];

    public void Dispose() => _driver.Dispose();

    private static string Sorted(string text) => string.Concat(text.Order());

    private static IEnumerable<string> Read<T>(TestOutputTopic<Windowed<string>, T> topic) =>
        topic.ReadAll().Select(record => $"{record.Key.Key} [{record.Key.StartMs}, {record.Key.EndMs}) {record.Value} @{record.TimestampMs}").Order(StringComparer.Ordinal);
}
