using System.Buffers;
using System.Text;
using ClickstreamAnalysis.Funnels;
using CsCheck;

namespace ClickstreamAnalysis.Tests.Funnels;

[TestFixture]
public sealed class FunnelSerdeTests
{
    [Test]
    public void Counts_AllTime_HaveTheirLayout()
    {
        var counts = new FunnelCounts(FunnelBucket.AllTime, [new("view", 10), new("cart → \"buy\"", 3)]);
        var json = Json(FunnelCounts.Serde, counts);
        Assert.That(json, Does.StartWith("""{"type":"funnel","steps":[{"name":"view","users":10},{"name":"cart """).And.EndWith(""","users":3}]}"""));
        var read = Read(FunnelCounts.Serde, json);
        Assert.That(read.Steps, Is.EqualTo(counts.Steps));
        Assert.That(read.Bucket.IsAllTime);
        Assert.That(read.ConversionRate, Is.EqualTo(0.3));
    }

    [Test]
    public void Counts_OfABucket_HaveItBehindTheSteps()
    {
        var json = Json(FunnelCounts.Serde, new FunnelCounts(new(new TimeWindow(1000, 2000)), [new("a", 1), new("b", 0)]));
        Assert.That(json, Is.EqualTo("""{"type":"funnel","steps":[{"name":"a","users":1},{"name":"b","users":0}],"start":1000,"end":2000}"""));
        Assert.That(Read(FunnelCounts.Serde, json).Bucket, Is.EqualTo(new FunnelBucket(new TimeWindow(1000, 2000))));
    }

    [Test]
    public void Counts_WithTimesByValue_HaveThemBehindTheUsers()
    {
        const string Text = """{"type":"funnel","steps":[{"name":"a","users":3},{"name":"b","users":2,"time":{"count":2,"sumMs":12,"cells":[5,1,7,1]}}],"breakdown":"""
            + """[{"value":"red","users":[2,1],"times":[null,{"count":1,"sumMs":5,"cells":[5,1]}],"timeToConvert":{"count":1,"sumMs":5,"cells":[5,1]}}]}""";
        var counts = Read(FunnelCounts.Serde, Text);
        Assert.That(Json(FunnelCounts.Serde, counts), Is.EqualTo(Text));
        Assert.That(counts.Breakdown[0].TimeToConvert!.Average, Is.EqualTo(TimeSpan.FromMilliseconds(5)));
        Assert.That(counts.Breakdown[0].Steps[1].TimeFromPrevious!.Count, Is.EqualTo(1));
    }

    [Test]
    public void Outcome_HasItsLayout()
    {
        var json = Json(FunnelOutcome.Serde, new FunnelOutcome(new(new TimeWindow(1000, 2000)), 3, [1500, 2500], isFinal: true));
        Assert.That(json, Is.EqualTo("""{"type":"funnel-outcome","stepsReached":2,"stepCount":3,"stepTimes":[1500,2500],"isFinal":true,"start":1000,"end":2000}"""));
        var read = Read(FunnelOutcome.Serde, json);
        Assert.That((read.StepsReached, read.StepCount, read.EntryTimeMs, read.IsFinal, read.IsComplete, read.Elapsed), Is.EqualTo((2, 3, 1500L, true, false, TimeSpan.FromSeconds(1))));
    }

    [Test]
    public void Bucket_HasItsLayout()
    {
        Assert.That(Json(FunnelBucket.Serde, FunnelBucket.AllTime), Is.EqualTo("{}"));
        Assert.That(Json(FunnelBucket.Serde, new FunnelBucket(new TimeWindow(0, 5))), Is.EqualTo("""{"start":0,"end":5}"""));
        Assert.That(Read(FunnelBucket.Serde, "{}"), Is.EqualTo(FunnelBucket.AllTime));
    }

    [TestCase("""{"type":"other","steps":[{"name":"a","users":1}]}""")]
    [TestCase("""{"type":"funnel","steps":[]}""")]
    [TestCase("""{"type":"funnel"}""")]
    [TestCase("""{"type":"funnel","steps":[{"users":1}]}""")]
    [TestCase("""{"type":"funnel","steps":[{"name":"a","users":1},null]}""")]
    [TestCase("""{"type":"funnel","steps":[{"name":"a","users":1}],"start":5,"end":5}""")]
    [TestCase("""{"type":"funnel","steps":[{"name":"a","users":1}],"start":5}""")]
    [TestCase("""{"type":"funnel","steps":[{"name":"a","users":1}],"breakdown":[{"value":"red","users":[1],"times":[]}]}""")]
    [TestCase("""{"type":"funnel","steps":[{"name":"a","users":1}],"breakdown":[{"value":"red","users":[1],"times":[{"count":2,"sumMs":5,"cells":[5,1]}]}]}""")]
    [TestCase("""{"type":"funnel","steps":[{"name":"a","users":1}],"breakdown":[{"value":"red","users":[1],"timeToConvert":{"count":1,"sumMs":5,"cells":[5]}}]}""")]
    [TestCase("null")]
    [TestCase("[]")]
    public void Counts_OfOtherJson_AreRefused(string json) =>
        Assert.That(() => Read(FunnelCounts.Serde, json), Throws.TypeOf<SerdeException>());

    [TestCase("""{"type":"funnel-outcome","stepsReached":1,"stepCount":3,"stepTimes":[1,2],"isFinal":true}""")]
    [TestCase("""{"type":"funnel-outcome","stepsReached":2,"stepCount":1,"stepTimes":[1,2],"isFinal":true}""")]
    [TestCase("""{"type":"funnel-outcome","stepsReached":0,"stepCount":1,"stepTimes":[],"isFinal":true}""")]
    public void Outcome_OfOtherJson_IsRefused(string json) =>
        Assert.That(() => Read(FunnelOutcome.Serde, json), Throws.TypeOf<SerdeException>());

    [Test]
    public void Row_AnyProgress_ReadsBackAndWritesTheSameBytes() =>
        FunnelCase.Any(isWithinGrace: false).Sample(funnel =>
        {
            var run = new FunnelEntityRun(funnel.Rules);
            foreach (var arrival in funnel.Arrivals)
            {
                run.Add(arrival.TimeMs * 1_000_000_000_000, arrival.Steps);
            }

            var serde = new FunnelProgressSerde(funnel.Rules.Steps);
            var bytes = Bytes(serde, run.Progress);
            return Bytes(serde, serde.Deserialize(bytes)).AsSpan().SequenceEqual(bytes);
        });

    [Test]
    public void Row_DamagedOrCutShort_IsRefused()
    {
        var run = new FunnelEntityRun(new FunnelRules(3, 1000, 0, 0, 100));
        run.Add(5, 1);
        run.Add(6, 2);
        var serde = new FunnelProgressSerde(3);
        var bytes = Bytes(serde, run.Progress);
        for (var length = 0; length < bytes.Length; length++)
        {
            Assert.That(() => serde.Deserialize(bytes.AsSpan(0, length)), Throws.TypeOf<SerdeException>(), $"{length} bytes");
        }

        Assert.That(() => serde.Deserialize([.. bytes, 0]), Throws.TypeOf<SerdeException>());
        Assert.That(() => serde.Deserialize([9, .. bytes[1..]]), Throws.TypeOf<SerdeException>().With.Property("Reason").EqualTo("unknown-format"));
        Assert.That(() => new FunnelProgressSerde(4).Deserialize(bytes), Throws.TypeOf<SerdeException>().With.Property("Reason").EqualTo("other-funnel"));
    }

    [Test]
    public void Row_OfOneAttempt_IsSmall()
    {
        var run = new FunnelEntityRun(new FunnelRules(3, 3_600_000, 60_000, 0, 100));
        run.Add(1_700_000_000_000, 1);
        run.Add(1_700_000_060_000, 2);
        Assert.That(Bytes(new FunnelProgressSerde(3), run.Progress), Has.Length.LessThan(25));
        run.Finish();
        Assert.That(Bytes(new FunnelProgressSerde(3), run.Progress), Has.Length.LessThan(12), "what stays of a user for ever");
    }

    private static byte[] Bytes<T>(ISerde<T> serde, T value)
    {
        var bytes = new ArrayBufferWriter<byte>();
        serde.Serialize(value, bytes);
        return bytes.WrittenSpan.ToArray();
    }

    private static string Json<T>(ISerde<T> serde, T value) => Encoding.UTF8.GetString(Bytes(serde, value));

    private static T Read<T>(ISerde<T> serde, string json) => serde.Deserialize(Encoding.UTF8.GetBytes(json));
}
