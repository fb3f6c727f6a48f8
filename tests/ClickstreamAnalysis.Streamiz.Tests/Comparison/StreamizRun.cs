using Confluent.Kafka;
using Microsoft.Extensions.Logging.Abstractions;
using Streamiz.Kafka.Net;
using Streamiz.Kafka.Net.Mock;
using Streamiz.Kafka.Net.SerDes;
using Driver = Streamiz.Kafka.Net.Mock.TopologyTestDriver;

namespace ClickstreamAnalysis.Streamiz.Tests.Comparison;

/// <summary>A topology of clicks on the test driver of Streamiz.</summary>
internal sealed class StreamizRun : IDisposable
{
    public const string Topic = "clicks";

    private readonly string _directory = Directory.CreateTempSubdirectory("streamiz-").FullName;
    private readonly Driver _driver;
    private readonly TestInputTopic<string, ClickEvent> _input;

    public StreamizRun(Action<StreamBuilder> build)
    {
        var builder = new StreamBuilder();
        build(builder);
        _driver = new Driver(builder.Build(), Config(_directory));
        _input = _driver.CreateInputTopic(Topic, Serdes.Utf8.ToStreamiz(), ClickEvent.Serde.ToStreamiz());
    }

    public static StreamConfig<StringSerDes, StringSerDes> Config(string directory) => new()
    {
        ApplicationId = "comparison",
        BootstrapServers = "none:1",
        StateDir = directory,
        Logger = NullLoggerFactory.Instance,
    };

    public void Send(ClickEvent click) => Send(click, []);

    public void Send(ClickEvent click, Headers headers) =>
        _input.PipeInput(click.User, click, DateTimeOffset.FromUnixTimeMilliseconds(click.TimestampMs).UtcDateTime, headers);

    /// <summary>Sends many clicks before Streamiz punctuates.</summary>
    public void SendTogether(IEnumerable<ClickEvent> clicks) => _input.PipeInputs(clicks.Select(click => new TestRecord<string, ClickEvent>
    {
        Key = click.User,
        Value = click,
        Timestamp = DateTimeOffset.FromUnixTimeMilliseconds(click.TimestampMs).UtcDateTime,
    }));

    public void Commit() => _driver.Commit();

    public void AdvanceWallClock(TimeSpan by) => _driver.AdvanceWallClockTime(by);

    public void Dispose()
    {
        _driver.Dispose();
        Directory.Delete(_directory, recursive: true);
    }
}
