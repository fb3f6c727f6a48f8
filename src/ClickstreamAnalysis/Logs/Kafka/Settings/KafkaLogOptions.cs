using System.Collections.Frozen;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ClickstreamAnalysis;

/// <summary>Options of a <see cref="KafkaLog"/>. Immutable, therefore thread-safe.</summary>
/// <remarks>
/// Properties are those of librdkafka, including security, and are passed to the client unchanged. They override the engine's
/// defaults, except for the few properties that its guarantees depend on: those are rejected when the log is created. Values
/// never appear in logs or messages.
/// </remarks>
public sealed record KafkaLogOptions
{
    private static readonly IReadOnlyDictionary<string, string> s_none = FrozenDictionary<string, string>.Empty;

    /// <summary>Properties of every client: consumers, producers, admin. Default none.</summary>
    public IReadOnlyDictionary<string, string> ClientProperties { get; init; } = s_none;

    /// <summary>Properties of consumers, which add to and override <see cref="ClientProperties"/>. Default none.</summary>
    public IReadOnlyDictionary<string, string> ConsumerProperties { get; init; } = s_none;

    /// <summary>Properties of producers, which add to and override <see cref="ClientProperties"/>. Default none.</summary>
    public IReadOnlyDictionary<string, string> ProducerProperties { get; init; } = s_none;

    /// <summary>Properties of the admin client, which add to and override <see cref="ClientProperties"/>. Default none.</summary>
    public IReadOnlyDictionary<string, string> AdminProperties { get; init; } = s_none;

    /// <summary>
    /// How long an administrative request or an offset commit may take, including connection attempts. Default 15 s; greater than zero.
    /// </summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How group members share partitions. Default <see cref="GroupProtocol.Classic"/>.</summary>
    public GroupProtocol GroupProtocol { get; init; } = GroupProtocol.Classic;

    /// <summary>
    /// Whether records are read in batches directly from the native client's memory, without allocations. Default true. Where that is
    /// not possible, the consumer falls back to the slower path, record by record, and logs this once.
    /// </summary>
    public bool BatchConsume { get; init; } = true;

    /// <summary>
    /// Whether records are passed to the native client directly from the caller's memory, without intermediate objects. Default true.
    /// Where that is not possible, the producer falls back to the .NET binding.
    /// </summary>
    public bool DirectProduce { get; init; } = true;

    /// <summary>Receives the log messages of the clients. Default none.</summary>
    public ILogger Logger { get; init; } = NullLogger.Instance;
}
