using System.Globalization;

namespace ClickstreamAnalysis.Logs.Kafka;

/// <summary>The properties that each kind of client gets: the engine's defaults under the user's own.</summary>
internal sealed class ClientSettings
{
    /// <summary>A user's value for one of these would silently void a guarantee.</summary>
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
        // The client wants a group even for reading without one. Nothing is committed to it then.
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

        // Once the local queue is full the fetcher sleeps for this long. Its default of one second costs a backlog
        // several times its speed.
        settings["fetch.queue.backoff.ms"] = "5";
        // Records wake the fetch at once; this only bounds how late the end of a partition is noticed.
        settings["fetch.wait.max.ms"] = "100";
        // The client counts the bytes of keys and values; of small records, its own structures take as much again.
        settings["queued.max.messages.kbytes"] = Text(Math.Max(1, (options.QueueBytes - HeldBytes(options)) / 2 / 1024));
        // A response is asked for as long as there is any room in the queue, is compressed, and takes several times its size when
        // it is not, so it must be small beside the queue. Larger ones were not read faster.
        settings["fetch.max.bytes"] = Text(Math.Max(LargestMessage(), options.QueueBytes / 8));
        settings["fetch.message.max.bytes"] = Text(Math.Max(128 * 1024, options.QueueBytes / 32));

        if (_options.GroupProtocol == GroupProtocol.Classic)
        {
            var session = (int)options.SessionTimeout.TotalMilliseconds;
            settings["group.protocol"] = "classic";
            settings["partition.assignment.strategy"] = "range";
            settings["session.timeout.ms"] = Text(session);
            // A rebalance waits for the next heartbeat of each member, so this bounds how long partitions stand still.
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

    /// <summary>
    /// Whether the broker knows the member by its name. With the newer protocol it would not let a crashed member be replaced
    /// before its session timeout, and would keep the place of one that left: a name does only harm there.
    /// </summary>
    public bool KeepsPlace(LogConsumerOptions options) =>
        _options.GroupProtocol == GroupProtocol.Classic && options is { GroupId: not null, InstanceId: not null };

    /// <summary>How much of the consumer's queue is for records that were fetched, but whose partition is paused.</summary>
    public static int HeldBytes(LogConsumerOptions options) => options.QueueBytes / 4;

    public Dictionary<string, string> ForProducer(LogProducerOptions options)
    {
        var settings = Common(options.ClientId);
        settings["enable.idempotence"] = "true";
        settings["acks"] = "all";
        settings["compression.type"] = "lz4";
        settings["linger.ms"] = Text((int)options.Linger.TotalMilliseconds);
        // A record larger than the whole queue would wait for room for ever.
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
        // Polling on the owner's thread spares a thread, and every lock around what delivery reports touch.
        settings["dotnet.producer.enable.background.poll"] = "false";
        settings["dotnet.producer.delivery.report.fields"] = "none";
        Overlay(settings, _options.ProducerProperties);
        return settings;
    }

    /// <summary>The most bytes of a message, framing included, that the user lets producers write; null when that is not limited.</summary>
    public int? ProducerMessageLimit => MessageLimitOf(_options.ProducerProperties);

    // The client refuses to fetch less at once than a message may have.
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
            ["reconnect.backoff.max.ms"] = "2000", // the default of ten seconds outlasts most broker restarts
        };
        Overlay(settings, _options.ClientProperties);
        return settings;
    }
}
