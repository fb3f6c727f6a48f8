using System.Collections.Frozen;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ClickstreamAnalysis;

/// <summary>How a <see cref="KafkaLog"/> talks to its cluster. Immutable, hence thread-safe.</summary>
/// <remarks>
/// Properties are those of librdkafka and are handed to the client as they are, security included. They win over the
/// engine's defaults, except for the few that its guarantees rest upon: those are refused when the log is created. Values
/// never appear in logs or messages.
/// </remarks>
public sealed record KafkaLogOptions
{
    private static readonly IReadOnlyDictionary<string, string> s_none = FrozenDictionary<string, string>.Empty;

    /// <summary>Properties of every client: consumers, producers, admin. Default none.</summary>
    public IReadOnlyDictionary<string, string> ClientProperties { get; init; } = s_none;

    /// <summary>Properties of consumers, in addition to and over <see cref="ClientProperties"/>. Default none.</summary>
    public IReadOnlyDictionary<string, string> ConsumerProperties { get; init; } = s_none;

    /// <summary>Properties of producers, in addition to and over <see cref="ClientProperties"/>. Default none.</summary>
    public IReadOnlyDictionary<string, string> ProducerProperties { get; init; } = s_none;

    /// <summary>Properties of the admin client, in addition to and over <see cref="ClientProperties"/>. Default none.</summary>
    public IReadOnlyDictionary<string, string> AdminProperties { get; init; } = s_none;

    /// <summary>How long an administrative request, or a commit of offsets, may take, being found unreachable included. Default 15 s; above zero.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How group members share partitions. Default <see cref="GroupProtocol.Classic"/>.</summary>
    public GroupProtocol GroupProtocol { get; init; } = GroupProtocol.Classic;

    /// <summary>
    /// Whether records are read in batches straight from the native client's memory, without allocating. Default true;
    /// where that is not possible the slower path, record by record, is taken by itself and the log says so once.
    /// </summary>
    public bool BatchConsume { get; init; } = true;

    /// <summary>
    /// Whether records go to the native client straight from the caller's memory, without objects in between. Default true;
    /// where that is not possible they take the .NET binding's way.
    /// </summary>
    public bool DirectProduce { get; init; } = true;

    /// <summary>Where the clients' own messages go. Default nowhere.</summary>
    public ILogger Logger { get; init; } = NullLogger.Instance;
}
