using Confluent.Kafka;
using Microsoft.Extensions.Logging.Abstractions;
using Streamiz.Kafka.Net;
using Streamiz.Kafka.Net.SerDes;
using StreamizGuarantee = Streamiz.Kafka.Net.ProcessingGuarantee;

namespace ClickstreamAnalysis.Streamiz.Tests.OnKafka;

/// <summary>A running application of Streamiz.</summary>
internal sealed class StreamizApplication : IDisposable
{
    private readonly KafkaStream _stream;
    private readonly TaskCompletionSource _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private StreamizApplication(KafkaStream stream)
    {
        _stream = stream;
        _stream.StateChanged += (_, state) =>
        {
            if (state == KafkaStream.State.ERROR || state == KafkaStream.State.NOT_RUNNING)
            {
                _failed.TrySetResult();
            }
        };
    }

    /// <summary>Completes when the application has failed or stopped.</summary>
    public Task Ended => _failed.Task;

    public static async Task<StreamizApplication> Start(string application, string directory, bool isExactlyOnce, Action<StreamBuilder> build, bool goesOn = false)
    {
        var builder = new StreamBuilder();
        build(builder);
        var config = new StreamConfig<StringSerDes, StringSerDes>
        {
            ApplicationId = application,
            BootstrapServers = KafkaBroker.BootstrapServers,
            AutoOffsetReset = AutoOffsetReset.Earliest,
            StateDir = directory,
            Guarantee = isExactlyOnce ? StreamizGuarantee.EXACTLY_ONCE : StreamizGuarantee.AT_LEAST_ONCE,
            CommitIntervalMs = 100,
            PollMs = 20,
            InnerExceptionHandler = _ => goesOn ? ExceptionHandlerResponse.CONTINUE : ExceptionHandlerResponse.FAIL,
            SessionTimeoutMs = 6_000,

            // What an application that failed leaves behind in a living process ends by these: an open transaction, and a member of the group.
            TransactionTimeoutMs = 2_000,
            MaxPollIntervalMs = 6_000,
            Logger = NullLoggerFactory.Instance,
        };
        var running = new StreamizApplication(new KafkaStream(builder.Build(), config));
        await running._stream.StartAsync();
        return running;
    }

    /// <summary>Commits and stops.</summary>
    public void Dispose() => _stream.Dispose();
}
