using ClickstreamAnalysis.Testing;

namespace ClickstreamAnalysis.Tests.Operators;

/// <summary>Every operator takes a lambda over key and value, and one over the whole record, and they do the same.</summary>
[TestFixture]
public sealed class LambdaFormTests
{
    private static readonly TimeWindows s_hour = TumblingWindows.Of(TimeSpan.FromHours(1));

    private static readonly IEnumerable<TestCaseData> s_operators =
    [
        Case("filter", s => s.Filter((key, value) => value > 1), s => s.Filter(r => r.Value > 1), "b 2 20|c 3 30"),
        Case("filter-not", s => s.FilterNot((key, value) => value > 1), s => s.FilterNot(r => r.Value > 1), "a 1 10"),
        Case("map", s => s.Map((key, value) => (key + key, value * 2)), s => s.Map(r => (r.Key + r.Key, r.Value * 2)), "aa 2 10|bb 4 20|cc 6 30"),
        Case("map-values", s => s.MapValues((key, value) => key.Length + value), s => s.MapValues(r => r.Key.Length + r.Value), "a 2 10|b 3 20|c 4 30"),
        Case("flat-map", s => s.FlatMap((key, value) => Twice(key, value)), s => s.FlatMap(r => Twice(r.Key, r.Value)), "a 1 10|A 1 10|b 2 20|B 2 20|c 3 30|C 3 30"),
        Case("flat-map-values", s => s.FlatMapValues((key, value) => Enumerable.Range(0, value - 1)), s => s.FlatMapValues(r => Enumerable.Range(0, r.Value - 1)), "b 0 20|c 0 30|c 1 30"),
        Case("select-key", s => s.SelectKey((key, value) => $"{key}{value}"), s => s.SelectKey(r => $"{r.Key}{r.Value}"), "a1 1 10|b2 2 20|c3 3 30"),
        Case("split", s => s.Split().Branch("x", (key, value) => value == 2)["x"], s => s.Split().Branch("x", r => r.Value == 2)["x"], "b 2 20"),
        Case(
            "window",
            s => s.AggregateByWindow("w", s_hour, () => 0, (sum, key, value) => sum + value).Updates.SelectKey((w, _) => w.Key),
            s => s.AggregateByWindow("w", s_hour, () => 0, (sum, r) => sum + r.Value).Updates.SelectKey(r => r.Key.Key),
            "a 1 10|b 2 20|c 3 30"),
        Case(
            "sessions",
            s => s.Sessionize("s", new(), () => 0, (sum, key, value) => sum + value, (x, y) => x + y).Changes.MapValues((_, change) => change.Session.Aggregate),
            s => s.Sessionize("s", new(), () => 0, (sum, r) => sum + r.Value, (x, y) => x + y).Changes.MapValues(r => r.Value.Session.Aggregate),
            "a 1 10|b 2 20|c 3 30"),
        Case(
            "funnel",
            s => s.Funnel("f", f => f.Step("any", (key, value) => value > 1).Step("none", (_, _) => false).Within(s_hour.Size)).Outcomes.MapValues((_, outcome) => outcome.StepsReached),
            s => s.Funnel("f", f => f.Step("any", r => r.Value > 1).Step("none", _ => false).Within(s_hour.Size)).Outcomes.MapValues(r => r.Value.StepsReached),
            "b 1 20|c 1 30"),
    ];

    [TestCaseSource(nameof(s_operators))]
    public void Both_forms_give_the_same(
        Func<KStream<string, int>, KStream<string, int>> overKeyAndValue, Func<KStream<string, int>, KStream<string, int>> overRecord, string expected)
    {
        Assert.That(Run(overKeyAndValue), Is.EqualTo(expected));
        Assert.That(Run(overRecord), Is.EqualTo(expected));
    }

    [Test]
    public void Peek_and_ForEach_BothForms_SeeEachRecord()
    {
        var seen = new List<string>();

        Run(stream =>
        {
            stream.ForEach((key, value) => seen.Add($"each {key}{value}"));
            stream.ForEach(record => seen.Add($"each {record.Key}{record.Value} {record.TimestampMs}"));
            return stream.Peek((key, value) => seen.Add($"peek {key}{value}")).Peek(record => seen.Add($"peek {record.Key}{record.Value} {record.TimestampMs}"));
        });

        Assert.That(seen.Take(4), Is.EqualTo(new[] { "each a1", "each a1 10", "peek a1", "peek a1 10" }));
    }

    [Test]
    public void Operators_NoLambda_AreRefusedAtOnceByTheNameOfTheParameter()
    {
        var stream = new TopologyBuilder().Stream<string, int>("in");

        Assert.That(
            () => stream.Filter((Func<Record<string, int>, bool>)null!), Throws.ArgumentNullException.With.Property(nameof(ArgumentException.ParamName)).EqualTo("predicate"));
        Assert.That(
            () => stream.MapValues((Func<string, int, int>)null!), Throws.ArgumentNullException.With.Property(nameof(ArgumentException.ParamName)).EqualTo("mapper"));
    }

    private static string Run(Func<KStream<string, int>, KStream<string, int>> describe)
    {
        var builder = new TopologyBuilder();
        describe(builder.Stream<string, int>("in")).To("out");
        using var driver = new TopologyTestDriver(builder.Build());
        driver.CreateInputTopic("in", Serdes.Utf8, Serdes.Int32).Pipe([("a", 1, 10L), ("b", 2, 20L), ("c", 3, 30L)]);
        return string.Join('|', driver.CreateOutputTopic("out", Serdes.Utf8, Serdes.Int32).ReadAll().Select(record => $"{record.Key} {record.Value} {record.TimestampMs}"));
    }

    private static IEnumerable<(string Key, int Value)> Twice(string key, int value)
    {
        yield return (key, value);
        yield return (key.ToUpperInvariant(), value);
    }

    private static TestCaseData Case(
        string name, Func<KStream<string, int>, KStream<string, int>> first, Func<KStream<string, int>, KStream<string, int>> second, string expected) =>
        new TestCaseData(first, second, expected).SetArgDisplayNames(name);
}
