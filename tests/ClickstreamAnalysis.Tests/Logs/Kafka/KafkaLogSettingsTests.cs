using ClickstreamAnalysis.Logs;
using Microsoft.Extensions.Logging;

namespace ClickstreamAnalysis.Tests.Logs.Kafka;

/// <summary>What the Kafka log makes of its settings, before it has met any broker.</summary>
public sealed class KafkaLogSettingsTests
{
    private const string Nobody = "127.0.0.1:9";

    [Test]
    public void CreateClient_UnknownProperty_NamesThePropertyAndNoSecret([Values] bool producer)
    {
        var log = new KafkaLog(Nobody, new KafkaLogOptions
        {
            ClientProperties = new Dictionary<string, string>
            {
                ["security.protocol"] = "sasl_ssl",
                ["sasl.mechanism"] = "PLAIN",
                ["sasl.username"] = "canary-user",
                ["sasl.password"] = "canary-secret",
                ["no.such.property"] = "1",
            },
        });

        var error = Assert.Catch<RecordLogException>(() =>
        {
            if (producer)
            {
                log.CreateProducer(new LogProducerOptions());
            }
            else
            {
                log.CreateConsumer(new LogConsumerOptions());
            }
        });

        Assert.That(error!.ToString(), Does.Contain("no.such.property").And.Not.Contain("canary"));
    }

    [TestCase("security.protocol", "sasl_plaintext")]
    [TestCase("broker.address.family", "v4")]
    [TestCase("receive.message.max.bytes", "")]
    [TestCase("debug", "")]
    [TestCase("no.such.property", "")]
    public void CreateClient_PasswordInTheWrongProperty_NamesThePropertyAndNotTheValue(string property, string choice)
    {
        const string Password = "canary-hunter2,canary-hunter3";
        var log = new KafkaLog(Nobody, new KafkaLogOptions
        {
            ClientProperties = new Dictionary<string, string> { [property] = Password },
            ConsumerProperties = new Dictionary<string, string> { ["fetch.min.bytes"] = "1" },
        });
        var messages = new List<string>();
        foreach (var create in new Action[] { () => log.CreateProducer(new LogProducerOptions()).Dispose(), () => log.CreateConsumer(new LogConsumerOptions()).Dispose() })
        {
            try
            {
                create();
            }
            catch (RecordLogException error)
            {
                messages.Add(error.ToString());
            }
        }

        Assert.That(messages, Has.All.Not.Contain("canary").And.All.Not.Contain("hunter").And.All.Contain(choice));
        Assert.That(messages, Has.Count.EqualTo(2).And.All.Contain(property));
    }

    [TestCase("enable.auto.commit")]
    [TestCase("isolation.level")]
    [TestCase("transactional.id")]
    public void KafkaLog_PropertyThatTheEngineSets_IsRefused(string property) =>
        Assert.That(
            () => new KafkaLog("host:9092", new KafkaLogOptions { ClientProperties = new Dictionary<string, string> { [property] = "x" } }),
            Throws.ArgumentException.With.Message.Contains(property));

    [Test]
    public void KafkaLog_CredentialsWithoutSaslProtocol_AreRefusedWithoutShowingThem() =>
        Assert.That(
            () => new KafkaLog("host:9092", new KafkaLogOptions { ClientProperties = new Dictionary<string, string> { ["sasl.password"] = "canary" } }),
            Throws.ArgumentException.With.Message.Contains("security.protocol").And.Message.Not.Contains("canary"));

    [Test]
    public void CreateClient_DebugMessages_GoToTheLogger()
    {
        var logger = new LinesLogger();
        var log = new KafkaLog(Nobody, new KafkaLogOptions
        {
            Logger = logger,
            ClientProperties = new Dictionary<string, string> { ["debug"] = "broker" },
        });

        using (var consumer = log.CreateConsumer(new LogConsumerOptions { ClientId = "reading" }))
        using (log.CreateProducer(new LogProducerOptions { ClientId = "writing" }))
        {
            consumer.Poll(TimeSpan.FromMilliseconds(10), new RecordCollector());
        }

        Assert.That(logger.Lines, Has.Some.Contains("reading").And.Some.Contains("writing"));
    }

    private sealed class LinesLogger : ILogger
    {
        private readonly List<string> _lines = [];

        public string[] Lines
        {
            get
            {
                lock (_lines)
                {
                    return [.. _lines];
                }
            }
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (_lines)
            {
                _lines.Add(formatter(state, exception));
            }
        }
    }
}
