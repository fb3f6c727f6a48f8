using ClickstreamAnalysis.Logs;

namespace ClickstreamAnalysis;

/// <summary>A partitioned, replayable, transactional log that the engine reads from and writes to.</summary>
/// <remarks>
/// <see cref="KafkaLog"/> is distributed; <see cref="EmbeddedLog"/> runs inside this process. All implementations pass the
/// same contract suite. The log itself is thread-safe; each consumer and producer belongs to one thread.
/// </remarks>
public interface IRecordLog : IAsyncDisposable
{
    /// <summary>Describes the log in messages: the bootstrap servers of Kafka, otherwise the directory.</summary>
    string Description { get; }

    /// <summary>
    /// The last connection error of <see cref="Admin"/>, or null. It is the likely reason when the log does not answer. Never user data.
    /// Default null.
    /// </summary>
    string? LastError => null;

    /// <summary>Creates, describes and deletes topics.</summary>
    ILogAdmin Admin { get; }

    /// <summary>Creates a consumer.</summary>
    /// <param name="options">Its group, isolation and limits.</param>
    /// <returns>A consumer without assigned partitions.</returns>
    ILogConsumer CreateConsumer(LogConsumerOptions options);

    /// <summary>Creates a producer.</summary>
    /// <param name="options">Its transactional id and limits.</param>
    /// <returns>A producer; a transactional one needs <see cref="ILogProducer.InitTransactions"/> first.</returns>
    ILogProducer CreateProducer(LogProducerOptions options);
}
