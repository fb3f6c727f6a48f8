using ClickstreamAnalysis.Logs;

namespace ClickstreamAnalysis;

/// <summary>A partitioned, replayable, transactional log: what the engine reads from and writes to.</summary>
/// <remarks>
/// <see cref="KafkaLog"/> is the distributed one, <see cref="EmbeddedLog"/> lives in this process. All
/// implementations pass one contract suite. The log itself is thread-safe; consumers and producers belong to one thread.
/// </remarks>
public interface IRecordLog : IAsyncDisposable
{
    /// <summary>What and where this is, for messages to people: for Kafka the bootstrap servers, else the directory.</summary>
    string Description { get; }

    /// <summary>
    /// The last error that connections of <see cref="Admin"/> met, or null: the likely reason while nothing answers. Never user data.
    /// Default null.
    /// </summary>
    string? LastError => null;

    /// <summary>Topics: create, describe, delete.</summary>
    ILogAdmin Admin { get; }

    /// <summary>Opens a consumer.</summary>
    /// <param name="options">Its group, isolation and limits.</param>
    /// <returns>A consumer without any partition yet.</returns>
    ILogConsumer CreateConsumer(LogConsumerOptions options);

    /// <summary>Opens a producer.</summary>
    /// <param name="options">Its transactional id and limits.</param>
    /// <returns>A producer; a transactional one needs <see cref="ILogProducer.InitTransactions"/> first.</returns>
    ILogProducer CreateProducer(LogProducerOptions options);
}
