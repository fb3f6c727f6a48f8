using System.Text;
using ShopAnalytics.Results;

namespace ClickstreamAnalysis.Tests.Samples;

[TestFixture]
public sealed class JsonLinesTests
{
    private readonly MemoryStream _output = new();

    [SetUp]
    public void Clear() => _output.SetLength(0);

    [OneTimeTearDown]
    public void Dispose() => _output.Dispose();

    [Test]
    public void OnSession_Session_IsTheLineOfTheTopic() =>
        Assert.That(
            Lines(lines => lines.OnSession(new ClosedSession("ü", 1, 2, 3, null, null), """{"type":"session","user":"ü"}"""u8)),
            Is.EqualTo(new[] { """{"type":"session","user":"ü"}""" }));

    [Test]
    public void OnFunnel_SeveralChangesAtOnce_AreOneLine() =>
        Assert.That(
            Lines(lines =>
            {
                lines.OnFunnel([], """{"type":"funnel","steps":[1]}"""u8);
                lines.OnFunnel([], """{"type":"funnel","steps":[5]}"""u8);
            }),
            Is.EqualTo(new[] { """{"type":"funnel","steps":[5]}""" }));

    [Test]
    public void OnFunnel_NoChange_IsNoLine() =>
        Assert.That(
            Lines(
                lines => lines.OnFunnel([], "1"u8),
                lines => lines.OnFunnel([], "1"u8),
                lines => lines.OnFunnel([], "2"u8)),
            Has.Length.EqualTo(2));

    [Test]
    public void WriteSummary_Counts_AreALineThatBeginsWithTheConservedOnes()
    {
        var metrics = new StreamsMetrics
        {
            Processed = 7,
            Late = 2,
            Failed = 1,
            Rejected = 3,
            Commits = 4,
            RestoredRecords = 5,
            Recoveries = 6,
            Reasons = new Dictionary<string, long> { ["invalid-json"] = 1, ["future-time"] = 3 },
            Dropped =
            [
                new("clicks-source", "invalid-json", 1),
                new("sessions", "session-closed", 2) { HighestLateness = TimeSpan.FromSeconds(7), NeededGrace = TimeSpan.FromSeconds(5) },
            ],
        };
        Assert.That(
            Lines(lines =>
            {
                lines.OnSession(new ClosedSession("u", 1, 2, 3, null, null), "{}"u8);
                lines.WriteSummary(new RunSummary(metrics, Fed: 13, TimeSpan.FromSeconds(1.5), PeakMemoryBytes: 99, IsComplete: true));
            })[1],
            Is.EqualTo(
                """{"type":"summary","read":13,"processed":7,"late":2,"failed":1,"rejected":3,"reasons":{"future-time":3,"invalid-json":1},"""
                + """ "dropped":[{"operator":"clicks-source","reason":"invalid-json","records":1},""".TrimStart()
                + """{"operator":"sessions","reason":"session-closed","records":2,"highestLatenessMs":7000,"neededGraceMs":5000}],"""
                + """ "sessions":1,"fed":13,"commits":4,"restored":5,"recoveries":6,"elapsedMs":1500,"peakMemoryBytes":99,"complete":true}""".TrimStart()));
    }

    private string[] Lines(params Action<JsonLines>[] batches)
    {
        var lines = new JsonLines(_output);
        foreach (var batch in batches)
        {
            batch(lines);
            lines.OnBatchEnd();
        }

        return Encoding.UTF8.GetString(_output.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
