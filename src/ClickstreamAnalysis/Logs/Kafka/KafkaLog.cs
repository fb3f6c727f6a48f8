using ClickstreamAnalysis.Logs;
using ClickstreamAnalysis.Logs.Kafka;

namespace ClickstreamAnalysis;

/// <summary>A log on a Kafka cluster: the distributed one. Thread-safe; its consumers and producers belong to one thread each.</summary>
/// <remarks>
/// Exactly-once needs brokers of version 3.8 or later. Nothing is contacted before the first use. A timestamp of zero is
/// written as the time of writing: Kafka's client has no other way to say "none".
/// </remarks>
public sealed class KafkaLog : IRecordLog
{
    private readonly KafkaLogOptions _options;
    private readonly ClientSettings _settings;
    private readonly KafkaAdmin _admin;

    /// <summary>Creates the log, without contacting the cluster.</summary>
    /// <param name="bootstrapServers">One or more brokers to start from, as in <c>host:9092,other:9092</c>.</param>
    /// <param name="options">How to talk to them; null for the defaults.</param>
    /// <exception cref="ArgumentException">No servers, an address that is not <c>host:port</c>, or a property is set that the engine sets itself.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The request timeout is not above zero.</exception>
    public KafkaLog(string bootstrapServers, KafkaLogOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(bootstrapServers);
        BootstrapServers.Check(bootstrapServers, nameof(bootstrapServers));
        _options = options ?? new KafkaLogOptions();
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(_options.RequestTimeout, TimeSpan.Zero);
        Description = bootstrapServers;
        _settings = new ClientSettings(bootstrapServers, _options);
        _admin = new KafkaAdmin(bootstrapServers, _settings, _options);
    }

    /// <summary>The bootstrap servers.</summary>
    public string Description { get; }

    /// <inheritdoc/>
    public string? LastError => _admin.LastError;

    /// <inheritdoc/>
    public ILogAdmin Admin => _admin;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">A limit is out of its bounds.</exception>
    /// <exception cref="RecordLogException">The client refuses a property.</exception>
    public ILogConsumer CreateConsumer(LogConsumerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxPollRecords, 1);
        return new KafkaConsumer(Description, _settings, options, _options, _admin);
    }

    /// <inheritdoc/>
    /// <exception cref="RecordLogException">The client refuses a property.</exception>
    public ILogProducer CreateProducer(LogProducerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        return new KafkaProducer(Description, _settings.ForProducer(options), options, _options, _admin);
    }

    /// <summary>Ends the admin client. Consumers and producers are ended by their owners, before it: consumers ask it for offsets.</summary>
    /// <returns>A task that ends when it is done.</returns>
    public ValueTask DisposeAsync()
    {
        _admin.Dispose();
        return ValueTask.CompletedTask;
    }
}
