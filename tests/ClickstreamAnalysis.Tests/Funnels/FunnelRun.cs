using System.Buffers;
using System.Globalization;
using System.Text;
using ClickstreamAnalysis.Testing;

namespace ClickstreamAnalysis.Tests.Funnels;

/// <summary>A funnel on the test driver, with clicks and results as texts: user, time of day, name, and a campaign if there is one.</summary>
internal sealed class FunnelRun : IDisposable
{
    private const long DayMs = 1_700_006_400_000;
    private static readonly string[] s_times = [@"hh\:mm", @"hh\:mm\:ss\.fff"];

    private readonly TestInputTopic<string, ClickEvent> _clicks;
    private readonly TestOutputTopic<string, FunnelOutcome> _outcomes;
    private readonly TestOutputTopic<FunnelBucket, FunnelCounts> _counts;
    private readonly TestOutputTopic<string, LateRecord<ClickEvent>> _late;
    private readonly TestOutputTopic<string, FunnelOutcome> _dropOffs;
    private readonly SortedDictionary<long, FunnelCounts> _latest = [];

    public FunnelRun(
        Func<FunnelDefinition<string, ClickEvent>, FunnelDefinition<string, ClickEvent>> define, int partitions = 1, TimeSpan? idleTimeout = null)
    {
        var builder = new TopologyBuilder();
        var funnel = builder
            .Stream("clicks", new Consumed<string, ClickEvent> { TimestampMsOf = click => click.TimestampMs })
            .Funnel("abc", define);
        funnel.Outcomes.To("outcomes");
        funnel.Counts.To("counts");
        funnel.Late.To("late");
        funnel.DropOffs.To("drop-offs");
        Driver = new TopologyTestDriver(builder.Build(), new()
        {
            Partitions = partitions,
            IdleTimeout = idleTimeout,
            Start = DateTimeOffset.FromUnixTimeMilliseconds(DayMs).AddHours(13),
        });
        _clicks = Driver.CreateInputTopic("clicks", Serdes.Utf8, ClickEvent.Serde);
        _outcomes = Driver.CreateOutputTopic("outcomes", Serdes.Utf8, FunnelOutcome.Serde);
        _counts = Driver.CreateOutputTopic("counts", FunnelBucket.Serde, FunnelCounts.Serde);
        _dropOffs = Driver.CreateOutputTopic("drop-offs", Serdes.Utf8, FunnelOutcome.Serde);
        _late = Driver.CreateOutputTopic("late", Serdes.Utf8, ClickSessions.LateSerde);
    }

    public TopologyTestDriver Driver { get; }

    public static ClickEvent Click(string user, string time, string name) => new()
    {
        User = user,
        Name = name,
        TimestampMs = DayMs + (long)TimeSpan.ParseExact(time, s_times, CultureInfo.InvariantCulture).TotalMilliseconds,
    };

    public void Pipe(params string[] clicks) => _clicks.Pipe(clicks.Select(text =>
    {
        var parts = text.Split(' ');
        return (parts[0], Click(parts[0], parts[1], parts[2]) with { Campaign = parts.Length > 3 ? parts[3] : null }, 0L);
    }));

    public string[] Outcomes() => [.. _outcomes.ReadAll().Select(record =>
    {
        Assert.That(record.TimestampMs, Is.EqualTo(record.Value.StepTimesMs[^1]), "the time of the deepest step");
        return Text(record.Key, record.Value);
    })];

    /// <summary>Outcomes of rules that can withdraw one: it may be of an attempt that closed long before.</summary>
    public string[] CorrectedOutcomes() => [.. _outcomes.ReadAll().Select(record =>
    {
        Assert.That(record.TimestampMs, Is.GreaterThanOrEqualTo(record.Value.StepTimesMs[^1]));
        return Text(record.Key, record.Value);
    })];

    /// <summary>User, steps reached and the time of the last one.</summary>
    public string[] DropOffs() => [.. _dropOffs.ReadAll().Select(record => $"{record.Key} {record.Value.StepsReached} {Time(record.Value.StepTimesMs[^1])}")];

    /// <summary>The latest counts of the only bucket.</summary>
    public FunnelCounts LatestCounts()
    {
        CountsByBucket();
        return _latest.Values.Single();
    }

    /// <summary>The latest counts of each bucket, with breakdown and times.</summary>
    public string[] LatestAsJson()
    {
        CountsByBucket();
        return [.. _latest.Values.Select(static counts =>
        {
            var bytes = new ArrayBufferWriter<byte>();
            FunnelCounts.Serde.Serialize(counts, bytes);
            return Encoding.UTF8.GetString(bytes.WrittenSpan);
        })];
    }

    public string Counts() => CountsByBucket().Single()["all ".Length..];

    public string[] CountsByBucket()
    {
        foreach (var record in _counts.ReadAll())
        {
            Assert.That(record.Key, Is.EqualTo(record.Value.Bucket));
            _latest[record.Key.Window?.StartMs ?? 0] = record.Value;
        }

        return [.. _latest.Values.Select(counts =>
            $"{(counts.Bucket.Window is { } window ? $"{Time(window.StartMs)}-{Time(window.EndMs)}" : "all")} {counts}")];
    }

    public string[] Late() => [.. _late.ReadAll().Select(record =>
    {
        var late = record.Value;
        Assert.That(late.TimestampMs, Is.EqualTo(record.TimestampMs));
        Assert.That(late.Reason, Is.EqualTo(LateReasons.AttemptClosed));
        return $"{record.Key} {Time(record.TimestampMs)} {late.Value.Name}, at {Time(late.StreamTimeMs)}";
    })];

    public void Dispose() => Driver.Dispose();

    private static string Text(string user, FunnelOutcome outcome) =>
        $"{user} {string.Join(' ', outcome.StepTimesMs.Select(Time))}{(outcome.IsFinal ? " final" : "")}{(outcome.IsWithdrawn ? " withdrawn" : "")}";

    private static string Time(long timestampMs) => TimeSpan.FromMilliseconds(timestampMs - DayMs).ToString(@"hh\:mm", CultureInfo.InvariantCulture);
}
