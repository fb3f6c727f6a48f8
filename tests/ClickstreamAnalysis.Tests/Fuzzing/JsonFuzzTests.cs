using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using ClickstreamAnalysis.Processing.Failures;
using ClickstreamAnalysis.Processing.Tasks;
using ClickstreamAnalysis.State.Databases.Memory;

namespace ClickstreamAnalysis.Tests.Fuzzing;

/// <summary>Results, late clicks, checkpoints and the user's own types, as JSON.</summary>
[TestFixture]
public sealed class JsonFuzzTests
{
    // A number too large for a double is read as infinity.
    private static readonly JsonSerializerOptions s_anyNumber = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    [Test]
    public void OwnTypes_AreReadAsTheReferenceReadsThemOrRefused()
    {
        var serde = Serdes.Json<Sample>();
        Fuzz.Run(
            bytes =>
            {
                var accepted = SerdeFuzz.TryRead(serde, bytes, out var value);
                Sample? reference;
                try
                {
                    reference = JsonSerializer.Deserialize<Sample>(bytes, JsonSerializerOptions.Web);
                }
                catch (JsonException)
                {
                    reference = null;
                }

                Assert.That(accepted, Is.EqualTo(reference is not null));
                if (accepted)
                {
                    Assert.That(JsonSerializer.Serialize(value, s_anyNumber), Is.EqualTo(JsonSerializer.Serialize(reference, s_anyNumber)));
                }
            },
            Fuzz.Texts(
                """{"name":"ab","count":12,"rate":1.5,"at":"2025-10-09T08:53:20+02:00","tags":["x",null],"by":{"k":1},"kind":1,"next":{"name":null}}""",
                """{"name":"\ud83d\ude00","bytes":"AAEC","id":"6b0d7a8e-4c1f-4a8e-9f53-0d6d0a0c7c11","span":"00:01:00","letter":"x"}"""));
    }

    [Test]
    public void Sessions_AreReadAndWrittenBackOrRefused() => Fuzz.Run(
        static bytes =>
        {
            SerdeFuzz.Check(ClickSessions.Serde, bytes, Use);
            SerdeFuzz.Check(ClickSessions.ChangeSerde, bytes, static change =>
            {
                Use(change.Session);
                _ = change.Kind;
                _ = change.SurvivorId?.ToString();
            });
        },
        Fuzz.Texts(
            """{"type":"session","user":"ann","start":1760000000000,"end":1760000060000,"eventCount":3,"entryPage":"/a","exitPage":"/b","pageViews":2,"referrer":"r","campaign":null,"id":"1760000000000-2","revision":4}""",
            """{"type":"session","user":"bo\u0062","start":1760000000000,"end":1760000060000,"eventCount":3,"entryPage":null,"exitPage":"\ud83d\ude00","pageViews":0,"referrer":null,"campaign":"c","id":"1760000000000","revision":1,"change":"merged","survivor":"-5-1"}"""));

    [Test]
    public void LateClicks_AreReadAndWrittenBackOrRefused() => Fuzz.Run(
        static bytes => SerdeFuzz.Check(ClickSessions.LateSerde, bytes, static late =>
        {
            _ = late.Lateness;
            _ = late.Reason.Length + late.Value.User.Length;
            _ = late.Value.Time;
        }),
        Fuzz.Texts(
            """{"type":"late","time":1760000000000,"streamTime":1760000090000,"lateness":90000,"reason":"session-closed","click":{"user":"u","event":"e","ts":1760000000000,"properties":{"a":1}}}"""));

    [Test]
    public void Funnels_AreReadAndWrittenBackOrRefused() => Fuzz.Run(
        static bytes =>
        {
            SerdeFuzz.Check(FunnelOutcome.Serde, bytes, static outcome =>
            {
                _ = outcome.Elapsed;
                _ = outcome.EntryTimeMs;
                _ = $"{outcome} {outcome.Bucket.Window}";
            });
            SerdeFuzz.Check(FunnelCounts.Serde, bytes, static counts => _ = $"{counts.ConversionRate} {counts} {counts.Bucket}");
            SerdeFuzz.Check(FunnelBucket.Serde, bytes, static bucket => _ = bucket.ToString());
        },
        Fuzz.Texts(
            """{"type":"funnel-outcome","stepsReached":2,"stepCount":3,"stepTimes":[1760000000000,1760000060000],"isFinal":false,"start":1759999000000,"end":1760009000000}""",
            """{"type":"funnel","steps":[{"name":"view","users":5},{"name":"buy","users":1}],"start":1759999000000,"end":1760009000000}""",
            """{"start":1759999000000,"end":1760009000000}"""));

    [Test]
    public void SessionIds_AreReadBackOrRefused() => Fuzz.Run(
        static bytes =>
        {
            if (SessionId.TryParse(Encoding.Latin1.GetString(bytes), out var id))
            {
                Assert.That(SessionId.TryParse(id.ToString(), out var again), Is.True);
                Assert.That(again, Is.EqualTo(id));
            }
        },
        Fuzz.Texts("1760000000000", "1760000000000-2", "-5-1", "-9223372036854775808-2147483647"));

    [Test]
    public void Checkpoints_AreReadOrRefusedAsState()
    {
        var database = new MemoryStateDatabase();
        var table = database.OpenTable("meta");
        var task = new TaskId(0, 1);
        Fuzz.Run(
            bytes =>
            {
                using var batch = database.CreateBatch();
                batch.Put(table, TaskCheckpoint.RowOf(task), bytes);
                database.Apply(batch);
                try
                {
                    _ = TaskCheckpoint.Read(table, task)!.Inputs.Values.Sum(static offset => offset % 7);
                }
                catch (StateException)
                {
                }
            },
            Fuzz.Texts("""{"version":2,"streamTime":1760000000000,"changelogs":{"visits":12},"inputs":{"clicks":7,"more":0},"punctuations":{"a#0":1},"ends":{"visits":12},"behind":false}"""));
    }

    private static void Use(Session<string, SessionFacts> session)
    {
        _ = session.Duration;
        _ = session.Window;
        _ = $"{session.Key} {session.Id} {session.EventCount} {session.Revision} {session.Aggregate}";
    }

    private sealed record Sample(
        string? Name, int Count, double Rate, DateTimeOffset At, string?[]? Tags, Dictionary<string, long>? By, DayOfWeek Kind, Sample? Next,
        byte[]? Bytes, Guid Id, TimeSpan Span, char Letter);
}
