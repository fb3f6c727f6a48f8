using ClickstreamAnalysis.Streamiz.Tests.Comparison;
using Confluent.Kafka;
using Streamiz.Kafka.Net;
using Streamiz.Kafka.Net.SerDes;

namespace ClickstreamAnalysis.Streamiz.Tests.Hosting;

/// <summary>What an operator does with the records and the context of Streamiz.</summary>
public sealed class OperatorTests
{
    private static readonly SessionWindows s_options = new() { Gap = RandomClicks.Units(100), GracePeriod = TimeSpan.Zero };

    [Test]
    public void A_record_passes_on_with_its_own_time_after_results_with_theirs()
    {
        var times = new List<long>();
        using var run = new StreamizRun(builder =>
        {
            var clicks = builder.Clicks(StreamizRun.Topic);
            clicks.Sessionize("sessions", s_options).Changes.Foreach((_, _, _) => { });
            clicks.Foreach((_, _, record) => times.Add(record.Timestamp));
        });

        run.Send(RandomClicks.At(50, "u", "A"));
        run.Send(RandomClicks.At(20, "u", "B"));

        Assert.That(times, Is.EqualTo(new[] { RandomClicks.At(50, "u", "A").TimestampMs, RandomClicks.At(20, "u", "B").TimestampMs }), "the change has the time of the session's end");
    }

    [Test]
    public void A_late_record_keeps_its_headers_and_a_session_has_none()
    {
        var (late, closed) = (new List<string>(), new List<int>());
        using var run = new StreamizRun(builder =>
        {
            var sessions = builder.Clicks(StreamizRun.Topic).Sessionize("sessions", s_options);
            sessions.Late.Foreach((_, _, record) => late.AddRange(record.Headers.Select(header => header.Key)));
            sessions.Closed.Foreach((_, _, record) => closed.Add(record.Headers.Count));
        });
        var headers = new Headers { { "trace", [1] } };

        run.Send(RandomClicks.At(0, "u", "A"), headers);
        run.Send(RandomClicks.At(1_000, "u", "B"), headers);
        run.Send(RandomClicks.At(1, "u", "C"), headers);

        Assert.That(closed, Is.EqualTo(new[] { 0 }));
        Assert.That(late, Is.EqualTo(new[] { "trace" }));
    }

    [Test]
    public void An_aggregator_sees_the_headers_of_its_records()
    {
        var rows = new Rows();
        using var run = new StreamizRun(builder => builder.Clicks(StreamizRun.Topic)
            .Sessionize("sessions", s_options, new HeaderCount(), aggregateSerde: Serdes.Int32)
            .Closed.Foreach((key, session, record) => rows.Closed(key, session, record.Timestamp)));

        run.Send(RandomClicks.At(0, "u", "A"), new Headers { { "a", [1] }, { "b", [2] } });
        run.Send(RandomClicks.At(1, "u", "A"), new Headers { { "c", [1] } });
        run.Send(RandomClicks.At(1_000, "v", "B"), []);

        Assert.That(rows.ByKey(), Does.Contain(" n=2 r=3 3 at"));
    }

    [Test]
    public void Lambdas_give_the_results_of_the_own_engine()
    {
        ClickEvent[] clicks = [RandomClicks.At(0, "u", "A"), RandomClicks.At(150, "u", "BB"), RandomClicks.At(80, "u", "CCC"), RandomClicks.At(9_000, "v", "D")];
        var (rows, own) = (new Rows(), new Rows());
        using (var run = new StreamizRun(builder => builder.Clicks(StreamizRun.Topic)
            .Sessionize("lengths", s_options with { GracePeriod = RandomClicks.Units(200) }, () => 0L, (sum, _, click) => sum + click.Name.Length, (a, b) => a + b)
            .Changes.Foreach((key, change, record) => rows.Change(key, change, record.Timestamp))))
        {
            Array.ForEach(clicks, run.Send);
        }

        OwnRun.Of(clicks, stream => stream
            .Sessionize("lengths", s_options with { GracePeriod = RandomClicks.Units(200) }, () => 0L, (sum, _, click) => sum + click.Name.Length, (a, b) => a + b)
            .Changes.ForEach(record => own.Change(record.Key, record.Value, record.TimestampMs)));
        Assert.That(rows.ByKey(), Is.EqualTo(own.ByKey()).And.Contains("Merged"));
    }

    [Test]
    public void Without_records_sessions_close_by_the_wall_clock_after_the_idle_timeout([Values] bool hasTimeout)
    {
        var closed = new List<long>();
        using var run = new StreamizRun(builder => builder.Clicks(StreamizRun.Topic)
            .Sessionize("sessions", s_options, new StreamizOptions { IdleTimeout = hasTimeout ? TimeSpan.FromMinutes(30) : null })
            .Closed.Foreach((_, _, record) => closed.Add(record.Timestamp)));
        var click = RandomClicks.At(0, "u", "A");

        // The driver of Streamiz advances by up to eleven times the time as long as something punctuates.
        run.Send(click);
        run.AdvanceWallClock(TimeSpan.FromMinutes(1));
        Assert.That(closed, Is.Empty);

        run.AdvanceWallClock(TimeSpan.FromMinutes(31));
        Assert.That(closed, Is.EqualTo(hasTimeout ? [click.TimestampMs] : Array.Empty<long>()));
    }

    [Test]
    public void A_failure_downstream_keeps_the_task_from_committing()
    {
        using var run = new StreamizRun(builder => builder.Clicks(StreamizRun.Topic).Sessionize("sessions", s_options)
            .Changes.Foreach((_, change, _) =>
            {
                if (change.Session.EventCount == 2)
                {
                    throw new InvalidDataException("told to fail");
                }
            }));
        run.Send(RandomClicks.At(0, "u", "A"));

        Assert.That(() => run.Send(RandomClicks.At(1, "u", "B")), Throws.TypeOf<InvalidDataException>());
        Assert.That(run.Commit, Throws.InvalidOperationException.With.Message.Contains("must not commit").And.InnerException.TypeOf<InvalidDataException>());
    }

    [Test]
    public void A_record_without_value_or_key_opens_no_session()
    {
        var opened = new List<string>();
        var directory = Directory.CreateTempSubdirectory("streamiz-").FullName;
        var builder = new StreamBuilder();
        builder.Stream("texts", new StringSerDes(), new StringSerDes())
            .Sessionize("sessions", s_options, () => 0, (count, _, _) => count + 1, (a, b) => a + b)
            .Changes.Foreach((key, _, _) => opened.Add(key));
        using (var driver = new global::Streamiz.Kafka.Net.Mock.TopologyTestDriver(builder.Build(), StreamizRun.Config(directory)))
        {
            var texts = driver.CreateInputTopic<string, string>("texts");
            texts.PipeInput("without", (string)null!);
            texts.PipeInput(null!, "text");
            texts.PipeInput("with", "text");
        }

        Directory.Delete(directory, recursive: true);
        Assert.That(opened, Is.EqualTo(new[] { "with" }));
    }

    [Test]
    public void A_struct_without_bytes_is_an_error_and_a_class_without_bytes_is_null()
    {
        Assert.That(
            () => ClickEvent.Serde.ToStreamiz().Deserialize(null, new SerializationContext(MessageComponentType.Value, "clicks")),
            Throws.TypeOf<SerdeException>().With.Message.Contains("'clicks'"));
        Assert.That(Serdes.Utf8.ToStreamiz().Deserialize(null, SerializationContext.Empty), Is.Null);
        Assert.That(Serdes.Utf8.ToStreamiz().Serialize(null!, SerializationContext.Empty), Is.Null);
        Assert.That(((ISerDes)Serdes.Utf8.ToStreamiz()).DeserializeObject("text"u8.ToArray(), SerializationContext.Empty), Is.EqualTo("text"));
    }

    private sealed class HeaderCount : ISessionAggregator<string, ClickEvent, int>
    {
        public int Create(in Record<string, ClickEvent> record) => record.Headers.Count;

        public void Add(ref int aggregate, in Record<string, ClickEvent> record) => aggregate += record.Headers.Count;

        public void Merge(ref int aggregate, in int other) => aggregate += other;
    }
}
