using System.Text;
using ClickstreamAnalysis.Logs;
using ClickstreamAnalysis.Testing;
using Microsoft.Extensions.Time.Testing;

namespace ClickstreamAnalysis.Tests.Runtime;

/// <summary>A serde that cannot read a record yet: the partition waits, and nothing else does.</summary>
[TestFixture]
public sealed class SerdeWaitTests
{
    private static readonly StreamsOptions s_options = SteppedApplication.Options with { BadRecords = BadRecordPolicy.Skip };

    [Test]
    public async Task A_partition_waits_for_its_serde_and_the_others_go_on()
    {
        var serde = new GatedSerde();
        var log = SteppedApplication.LogWith(("in", 2), ("out", 2));
        await using var application = await SteppedApplication.StartAsync(Copy(serde), log, s_options);
        serde.Close('a');
        Produce(application, 0, "1", "a1", "2", "3");
        Produce(application, 1, "4", "5");
        application.RunToIdle();

        Assert.That(Results(application), Is.EquivalentTo(new[] { "1", "4", "5" }));
        Assert.That(Committed(log, 0), Is.EqualTo(1), "a record that waits is not committed");
        var wait = application.Application.Describe().Waits.Single();
        Assert.That(wait.Reason, Is.EqualTo(WaitReason.Serde));
        Assert.That(wait.Text, Does.Contain("gate a").And.Contains("in-0 at offset 1"));

        serde.Open('a');
        Produce(application, 0, "6");
        application.RunToIdle();

        Assert.That(Results(application).Where(text => !"45".Contains(text, StringComparison.Ordinal)), Is.EqualTo(new[] { "1", "a1", "2", "3", "6" }));
        Assert.That(Committed(log, 0), Is.EqualTo(5));
        Assert.That(application.Application.Describe().Waits, Is.Empty);
        Assert.That(application.Metrics, Has.Property("Processed").EqualTo(7).And.Property("Failed").Zero);
    }

    [Test]
    public async Task One_wait_after_the_other_keeps_the_order()
    {
        var serde = new GatedSerde();
        await using var application = await SteppedApplication.StartAsync(Copy(serde), SteppedApplication.LogWith(("in", 1), ("out", 1)), s_options);
        serde.Close('a');
        serde.Close('b');
        Produce(application, 0, "a1", "1", "b1", "2");
        application.RunToIdle();
        serde.Open('a');
        application.RunToIdle();
        Assert.That(Results(application), Is.EqualTo(new[] { "a1", "1" }));

        serde.Open('b');
        application.RunToIdle();
        Assert.That(Results(application), Is.EqualTo(new[] { "a1", "1", "b1", "2" }));
    }

    [Test]
    public async Task A_wait_holds_back_as_many_records_as_other_waits_do()
    {
        var serde = new GatedSerde();
        var time = new FakeTimeProvider(SteppedApplication.Now);
        await using var application = await SteppedApplication.StartAsync(
            Copy(serde), SteppedApplication.LogWith(("in", 1), ("out", 1)), s_options with { TimeProvider = time });
        serde.Close('a');
        Produce(application, 0, ["a1", .. Enumerable.Range(0, 20_000).Select(i => $"{i % 10}")]);
        application.RunToIdle();
        time.Advance(TimeSpan.FromSeconds(2));
        application.RunToIdle();

        Assert.That(application.Application.Describe().Threads.Single().Tasks.Single().HeldRecords, Is.InRange(2_000, 15_000));
        serde.Open('a');
        application.RunToIdle();
        Assert.That(Results(application), Has.Count.EqualTo(20_001));
    }

    [Test]
    public async Task A_task_with_two_inputs_waits_and_then_follows_event_time()
    {
        var serde = new GatedSerde();
        var builder = new TopologyBuilder();
        Consumed<string, string> Timed() => new() { KeySerde = Serdes.Utf8, ValueSerde = serde, TimestampMsOf = text => text[1] - '0' };
        builder.Stream("in", Timed()).Merge(builder.Stream("other", Timed())).To("out");
        await using var application = await SteppedApplication.StartAsync(
            builder.Build(), SteppedApplication.LogWith(("in", 1), ("other", 1), ("out", 1)), s_options);
        application.RunToIdle();
        serde.Close('a');
        Produce(application, 0, "a2", "x4");
        Produce(application, "other", 0, "y1", "y3", "y5");
        application.RunToIdle();
        serde.Open('a');
        application.RunToIdle();

        Assert.That(Results(application), Is.EqualTo(new[] { "y1", "a2", "y3", "x4", "y5" }));
    }

    [Test]
    public async Task A_restart_during_a_wait_loses_nothing()
    {
        var serde = new GatedSerde();
        var log = SteppedApplication.LogWith(("in", 1), ("out", 1));
        serde.Close('a');
        await using (var first = await SteppedApplication.StartAsync(Copy(serde), log, s_options))
        {
            Produce(first, 0, "1", "a1", "2");
            first.RunToIdle();
        }

        serde.Open('a');
        await using var second = await SteppedApplication.StartAsync(Copy(serde), log, s_options);
        second.RunToIdle();

        Assert.That(Results(second), Is.EqualTo(new[] { "1", "a1", "2" }));
    }

    [Test]
    public async Task A_drain_waits_for_the_serde()
    {
        var serde = new GatedSerde();
        var log = SteppedApplication.LogWith(("in", 1), ("out", 1));
        serde.Close('a');
        await using var application = new StreamsApplication(Copy(serde), log, s_options with { Threads = 1, TimeProvider = TimeProvider.System });
        await application.StartAsync();
        using (var producer = log.CreateProducer(new LogProducerOptions()))
        {
            producer.Produce(new RawRecord("in", 0, -1, 1, "k"u8, true, "a1"u8, true));
            producer.Flush(TimeSpan.FromSeconds(5));
        }

        var drained = application.DrainAsync();
        Assert.That(() => application.Describe().Waits.Select(wait => wait.Reason), Does.Contain(WaitReason.Serde).After(20_000, 5));
        Assert.That(drained.IsCompleted, Is.False);
        serde.Open('a');
        await drained.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.That(application.Metrics.Processed, Is.EqualTo(1));
    }

    [Test]
    public async Task The_start_prepares_every_serde_for_its_topics()
    {
        var serde = new GatedSerde();
        var builder = new TopologyBuilder();
        builder.AddStore(Stores.KeyValue("latest", serde, serde));
        builder.Stream("in", serde, serde)
            .SelectKey((_, value) => value, serde)
            .CountByWindow("counts", TumblingWindows.Of(TimeSpan.FromMinutes(1))).Closed
            .To("out", new Produced<Windowed<string>, long> { KeySerde = new WindowedSerde<string>(serde, TimeSpan.FromMinutes(1)) });
        await using var application = await SteppedApplication.StartAsync(builder.Build(), SteppedApplication.LogWith(("in", 1), ("out", 1)), s_options);

        Assert.That(serde.Uses, Is.SupersetOf(new[]
        {
            new SerdeUse("in", IsKey: true, SerdeAccess.Read), new SerdeUse("in", IsKey: false, SerdeAccess.Read),
            new SerdeUse("out", IsKey: true, SerdeAccess.Write),
            new SerdeUse("app-counts-changelog", IsKey: true, SerdeAccess.Read | SerdeAccess.Write),
            new SerdeUse("app-counts-repartition", IsKey: true, SerdeAccess.Read), new SerdeUse("app-counts-repartition", IsKey: true, SerdeAccess.Write),
        }));
    }

    [Test]
    public async Task A_serde_that_cannot_be_prepared_fails_the_start_with_its_topic()
    {
        var serde = new GatedSerde { Failure = new InvalidOperationException("no schema") };

        var error = (await Assert.ThrowsAsync<StreamsException>(
            () => SteppedApplication.StartAsync(Copy(serde), SteppedApplication.LogWith(("in", 1), ("out", 1)))))!;

        Assert.That(error.Message, Does.Contain("GatedSerde").And.Contains("'out'").And.Contains("no schema"));
    }

    [Test]
    public void A_driver_waits_for_a_serde()
    {
        var serde = new GatedSerde();
        using var driver = new TopologyTestDriver(Copy(serde));
        var input = driver.CreateInputTopic("in", Serdes.Utf8, serde);
        serde.Close('a');
        var piped = Task.Run(() => input.Pipe("k", "a1"));
        serde.Open('a');

        Assert.That(piped.Wait(TimeSpan.FromSeconds(30)), Is.True);
        Assert.That(driver.CreateOutputTopic("out", Serdes.Utf8, serde).ReadAll().Single().Value, Is.EqualTo("a1"));
    }

    [Test]
    public async Task Readers_and_writers_prepare_their_serdes()
    {
        var serde = new GatedSerde();
        await using var log = SteppedApplication.LogWith(("topic", 1));
        await using (var writer = log.CreateWriter("topic", Serdes.Utf8, serde))
        {
            await writer.WriteAsync("k", "v");
        }

        await foreach (var record in log.CreateReader("topic", Serdes.Utf8, serde))
        {
            Assert.That(record.Value, Is.EqualTo("v"));
        }

        Assert.That(serde.Uses, Is.EquivalentTo(new[]
        {
            new SerdeUse("topic", IsKey: false, SerdeAccess.Write), new SerdeUse("topic", IsKey: false, SerdeAccess.Read),
        }));
    }

    private static Topology Copy(GatedSerde serde)
    {
        var builder = new TopologyBuilder();
        builder.Stream("in", Serdes.Utf8, serde).To("out");
        return builder.Build();
    }

    private static void Produce(SteppedApplication application, int partition, params string[] texts) => Produce(application, "in", partition, texts);

    private static void Produce(SteppedApplication application, string topic, int partition, params string[] texts)
    {
        using var producer = application.Log.CreateProducer(new LogProducerOptions());
        foreach (var text in texts)
        {
            producer.Produce(new RawRecord(topic, partition, -1, 1, "k"u8, true, Encoding.UTF8.GetBytes(text), true));
        }

        producer.Flush(TimeSpan.FromSeconds(5));
    }

    private static IReadOnlyList<string> Results(SteppedApplication application) =>
        [.. application.ReadAll("out").Select(record => Encoding.UTF8.GetString(record.Value!))];

    private static long Committed(SimulatedLog log, int partition)
    {
        using var consumer = log.CreateConsumer(new LogConsumerOptions { GroupId = "app" });
        return consumer.Committed([new("in", partition)], TimeSpan.FromSeconds(5)).GetValueOrDefault(new("in", partition));
    }
}
