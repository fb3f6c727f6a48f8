using System.Globalization;

namespace ClickstreamAnalysis.Logs.Kafka.Settings;

/// <summary>Builds the properties of each kind of client: the engine's defaults, overridden by the user's properties.</summary>
internal sealed class ClientSettings
{
    /// <summary>Reserved properties. A user's value for one of them would silently break a guarantee.</summary>
    private static readonly string[] s_reserved =
    [
        "bootstrap.servers", "metadata.broker.list", "client.id", "group.id", "group.instance.id", "group.protocol", "group.remote.assignor", "partition.assignment.strategy",
        "enable.auto.commit", "enable.auto.offset.store", "enable.partition.eof", "auto.offset.reset", "isolation.level",
        "enable.idempotence", "acks", "request.required.acks", "transactional.id", "transaction.timeout.ms",
        "dotnet.consumer.consume.result.fields", "dotnet.producer.delivery.report.fields", "dotnet.producer.enable.delivery.reports",
        "dotnet.producer.enable.background.poll", "delivery.report.only.error",
    ];

    private const string MessageLimit = "message.max.bytes";
    private const int DefaultMessageLimit = 1_000_000;
    private const int MinMessageLimit = 1_000;
    private const int DefaultBatchBytes = 1_000_000;

    private readonly string _servers;
    private readonly KafkaLogOptions _options;

    public ClientSettings(string servers, KafkaLogOptions options)
    {
        _servers = servers;
        _options = options;
        RefuseReserved(nameof(KafkaLogOptions.ClientProperties), options.ClientProperties);
        RefuseReserved(nameof(KafkaLogOptions.ConsumerProperties), options.ConsumerProperties);
        RefuseReserved(nameof(KafkaLogOptions.ProducerProperties), options.ProducerProperties);
        RefuseReserved(nameof(KafkaLogOptions.AdminProperties), options.AdminProperties);
        RefuseUnusedCredentials(options.ClientProperties);
    }

    public Dictionary<string, string> ForAdmin()
    {
        var settings = Common("clickstream-admin");
        Overlay(settings, _options.AdminProperties);
        return settings;
    }

    public Dictionary<string, string> ForConsumer(LogConsumerOptions options)
    {
        var settings = Common(options.ClientId);
        // The client requires a group id even without a group. No offsets are committed to it.
        settings["group.id"] = options.GroupId ?? options.ClientId;
        settings["enable.auto.commit"] = "false";
        settings["enable.auto.offset.store"] = "false";
        settings["allow.auto.create.topics"] = "false";
        settings["auto.offset.reset"] = options.OffsetReset switch
        {
            OffsetReset.Earliest => "earliest",
            OffsetReset.Latest => "latest",
            _ => "error",
        };
        settings["isolation.level"] = options.Isolation == IsolationLevel.ReadCommitted ? "read_committed" : "read_uncommitted";
        settings["enable.partition.eof"] = "true";

        // The fetcher sleeps for this long when the local queue is full. The default of one second makes reading a backlog
        // several times slower.
        settings["fetch.queue.backoff.ms"] = "5";
        // New records complete the fetch at once; this only bounds the delay until the end of a partition is detected.
        settings["fetch.wait.max.ms"] = "100";
        // The client counts only the bytes of keys and values. For small records, its own structures take as much memory again.
        settings["queued.max.messages.kbytes"] = Text(Math.Max(1, (options.QueueBytes - HeldBytes(options)) / 2 / 1024));
        // The client fetches while the queue has any room, and a compressed response takes several times its size when decompressed.
        // So a response must be small compared to the queue. Larger responses were not read faster.
        settings["fetch.max.bytes"] = Text(Math.Max(LargestMessage(), options.QueueBytes / 8));
        settings["fetch.message.max.bytes"] = Text(Math.Max(128 * 1024, options.QueueBytes / 32));

        if (_options.GroupProtocol == GroupProtocol.Classic)
        {
            var session = (int)options.SessionTimeout.TotalMilliseconds;
            settings["group.protocol"] = "classic";
            settings["partition.assignment.strategy"] = "range";
            settings["session.timeout.ms"] = Text(session);
            // A rebalance waits for the next heartbeat of each member, so this bounds how long partitions are not processed.
            settings["heartbeat.interval.ms"] = Text(Math.Clamp(session / 3, 1, 1_000));
            if (KeepsPlace(options))
            {
                settings["group.instance.id"] = options.InstanceId!;
            }
        }
        else
        {
            settings["group.protocol"] = "consumer";
            settings["group.remote.assignor"] = "range";
        }

        settings["dotnet.consumer.consume.result.fields"] = options.ReadHeaders ? "topic,timestamp,headers" : "topic,timestamp";
        Overlay(settings, _options.ConsumerProperties);
        return settings;
    }

    /// <summary>Whether the consumer joins as a static member.</summary>
    /// <remarks>
    /// Not with <see cref="GroupProtocol.Consumer"/>: there a crashed static member cannot be replaced before its session timeout, and one that
    /// left keeps its partitions, so a static id would only do harm.
    /// </remarks>
    public bool KeepsPlace(LogConsumerOptions options) =>
        _options.GroupProtocol == GroupProtocol.Classic && options is { GroupId: not null, InstanceId: not null };

    /// <summary>Share of the consumer's queue, in bytes, for fetched records of paused partitions.</summary>
    public static int HeldBytes(LogConsumerOptions options) => options.QueueBytes / 4;

    public Dictionary<string, string> ForProducer(LogProducerOptions options)
    {
        var settings = Common(options.ClientId);
        settings["enable.idempotence"] = "true";
        settings["acks"] = "all";
        settings["compression.type"] = "lz4";
        settings["linger.ms"] = Text((int)options.Linger.TotalMilliseconds);
        // A record larger than the whole queue would wait for room forever.
        settings["queue.buffering.max.kbytes"] = Text(Math.Max(1, Math.Max(options.QueueBytes, options.MaxRecordBytes + RecordFraming.MaxBytes + 1023 ?? 0) / 1024));
        settings["queue.buffering.max.messages"] = "0"; // bounded by bytes alone
        if (options.MaxRecordBytes is { } bytes && !_options.ClientProperties.ContainsKey(MessageLimit))
        {
            settings[MessageLimit] = Text(Math.Max(MinMessageLimit, bytes + RecordFraming.MaxBytes));
        }

        if (options.MaxBatchBytes < DefaultBatchBytes)
        {
            settings["batch.size"] = Text(Math.Max(1, options.MaxBatchBytes.Value));
        }

        var delivery = options.DeliveryTimeout;
        if (options.TransactionalId is not null)
        {
            settings["transactional.id"] = options.TransactionalId;
            settings["transaction.timeout.ms"] = Text((int)options.TransactionTimeout.TotalMilliseconds);
            delivery = delivery < options.TransactionTimeout ? delivery : options.TransactionTimeout;
        }

        settings["message.timeout.ms"] = Text((int)delivery.TotalMilliseconds);
        // Polling on the owner's thread saves a thread and all locks around the state that delivery reports change.
        settings["dotnet.producer.enable.background.poll"] = "false";
        settings["dotnet.producer.delivery.report.fields"] = "none";
        Overlay(settings, _options.ProducerProperties);
        return settings;
    }

    /// <summary>The user's limit for a produced message, in bytes and including framing; null when not set.</summary>
    public int? ProducerMessageLimit => MessageLimitOf(_options.ProducerProperties);

    // The client rejects a fetch limit below the maximum message size.
    private int LargestMessage() => MessageLimitOf(_options.ConsumerProperties) ?? DefaultMessageLimit;

    private int? MessageLimitOf(IReadOnlyDictionary<string, string> properties) =>
        int.TryParse(properties.GetValueOrDefault(MessageLimit) ?? _options.ClientProperties.GetValueOrDefault(MessageLimit), CultureInfo.InvariantCulture, out var bytes)
            ? bytes
            : null;

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static void RefuseReserved(string group, IReadOnlyDictionary<string, string> properties)
    {
        var refused = properties.Keys.Where(static key => s_reserved.Contains(key, StringComparer.Ordinal)).ToArray();
        if (refused.Length > 0)
        {
            throw new ArgumentException($"{group} sets {string.Join(", ", refused)}, which the engine sets itself. Remove it.");
        }
    }

    private static void RefuseUnusedCredentials(IReadOnlyDictionary<string, string> properties)
    {
        var credentials = properties.Keys.Any(static key => key.StartsWith("sasl.", StringComparison.Ordinal));
        var protocol = properties.GetValueOrDefault("security.protocol", "plaintext");
        if (credentials && !protocol.StartsWith("sasl", StringComparison.OrdinalIgnoreCase))
        {
            throw new ArgumentException(
                "ClientProperties sets sasl properties, but security.protocol is not sasl_ssl or sasl_plaintext: the credentials would not be used. Set security.protocol.");
        }
    }

    private static void Overlay(Dictionary<string, string> settings, IReadOnlyDictionary<string, string> properties)
    {
        foreach (var (key, value) in properties)
        {
            settings[key] = value;
        }
    }

    private Dictionary<string, string> Common(string clientId)
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["bootstrap.servers"] = _servers,
            ["client.id"] = clientId,
            ["reconnect.backoff.max.ms"] = "2000", // the default of ten seconds is longer than most broker restarts
        };
        Overlay(settings, _options.ClientProperties);
        return settings;
    }
}
