namespace ClickstreamAnalysis.Tests.Runtime;

/// <summary>Records that do not fit the topology, and code of the topology that throws.</summary>
public abstract partial class ApplicationUseContract
{
    [Test]
    public async Task Clicks_without_keys_stop_with_the_call_that_reads_them()
    {
        Produce([Click("ann")], withKeys: false);

        Assert.That(async () => await RunAsync(Passing()), Throws.TypeOf<BadRecordException>()
            .With.Message.Contains("null-key").And.Message.Contains("builder.Clicks(topic, ClickKey.User)").And.Message.Contains("AllowsNullKey").And.Message.Contains("SelectKey"));
    }

    [Test]
    public async Task Clicks_without_keys_read_by_user_are_counted_by_user()
    {
        Produce(Enumerable.Range(0, 40).Select(i => Click($"user-{i % 2}")), withKeys: false);
        var builder = new TopologyBuilder();
        builder.Clicks(Input, ClickKey.User)
            .CountByWindow("counts", TumblingWindows.Of(TimeSpan.FromMinutes(1))).Closed
            .SelectKey((window, _) => window.Key)
            .To(Output, valueSerde: Serdes.Json<long>());

        await using (var application = new StreamsApplication(builder.Build(), _log, Options))
        {
            await application.StartAsync();
            await application.DrainAsync().WaitAsync(s_patience);
        }

        Assert.That(Read(Output).Select(record => (record.Key, System.Text.Encoding.UTF8.GetString(record.Value))), Is.EquivalentTo(new[] { ("user-0", "20"), ("user-1", "20") }));
    }

    [Test]
    public async Task Callback_that_throws_is_named_by_its_operator_and_not_by_its_data()
    {
        Produce([Click("canary")]);
        var builder = new TopologyBuilder();
        builder.Clicks(Input).Filter((_, _) => true).MapValues((_, click) => int.Parse(click.User), name: "user-number");

        var error = await RunAsync(builder.Build()).ContinueWith(run => run.Exception!.InnerException!);

        Assert.That(error, Is.TypeOf<BadRecordException>());
        Assert.That(error.Message, Does.Contain($"{Input}-0, offset 0").And.Contain("'user-number'").And.Contain("System.FormatException").And.Contain(".cs, line ").And.Not.Contain("canary"));
        Assert.That(error.InnerException, Is.TypeOf<FormatException>());
    }

    [Test]
    public async Task Times_in_seconds_are_guarded_with_their_unit_and_move_no_stream_time()
    {
        Produce([Click("ann") with { TimestampMs = s_nowMs / 1000 }, Click("ann"), Click("bob") with { TimestampMs = 5 }]);
        await using var application = new StreamsApplication(Passing(), _log, Options);
        await application.StartAsync();

        await application.DrainAsync().WaitAsync(s_patience);

        Assert.That(application.Metrics, Has.Property(nameof(StreamsMetrics.Rejected)).EqualTo(2).And.Property(nameof(StreamsMetrics.Processed)).EqualTo(1));
        Assert.That(application.Metrics.Reasons, Is.EquivalentTo(new Dictionary<string, long> { ["time-in-seconds"] = 1, ["early-time"] = 1 }));
    }

    [Test]
    public async Task Any_time_is_taken_when_the_options_say_so()
    {
        Produce([Click("ann") with { TimestampMs = 5 }, Click("bob") with { TimestampMs = 0 }]);
        await using var application = new StreamsApplication(Passing(), _log, Options with { EarliestEventTime = null });
        await application.StartAsync();

        await application.DrainAsync().WaitAsync(s_patience);

        Assert.That(application.Metrics, Has.Property(nameof(StreamsMetrics.Rejected)).Zero.And.Property(nameof(StreamsMetrics.Processed)).EqualTo(2));
    }

    private async Task RunAsync(Topology topology)
    {
        await using var application = new StreamsApplication(topology, _log, Options);
        await application.RunAsync().WaitAsync(s_patience);
    }
}
