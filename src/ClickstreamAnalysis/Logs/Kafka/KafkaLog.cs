using ClickstreamAnalysis.Logs;
using ClickstreamAnalysis.Logs.Kafka;
using ClickstreamAnalysis.Logs.Kafka.Settings;

namespace ClickstreamAnalysis;

/// <summary>A distributed log on a Kafka cluster. Thread-safe; each of its consumers and producers belongs to one thread.</summary>
/// <remarks>
/// Exactly-once requires brokers of version 3.8 or later. No connection is opened before the first use. A timestamp of zero is
/// written as the time of writing, because Kafka's client treats zero as no timestamp.
/// </remarks>
public sealed class KafkaLog : IRecordLog
{
    private readonly KafkaLogOptions _options;
    private readonly ClientSettings _settings;
    private readonly KafkaAdmin _admin;

    /// <summary>Creates the log, without contacting the cluster.</summary>
    /// <param name="bootstrapServers">One or more brokers for the initial connection, as in <c>host:9092,other:9092</c>.</param>
    /// <param name="options">Options of the connection; null for the defaults.</param>
    /// <exception cref="ArgumentException">
    /// There are no servers, an address is not <c>host:port</c>, or a property is set that only the engine may set.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">The request timeout is not greater than zero.</exception>
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
    /// <exception cref="ArgumentException">A limit is out of range.</exception>
    /// <exception cref="RecordLogException">The client rejects a property.</exception>
    public ILogConsumer CreateConsumer(LogConsumerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxPollRecords, 1);
        return new KafkaConsumer(Description, _settings, options, _options, _admin);
    }

    /// <inheritdoc/>
    /// <exception cref="RecordLogException">The client rejects a property.</exception>
    public ILogProducer CreateProducer(LogProducerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        return new KafkaProducer(Description, _settings.ForProducer(options), options, _options, _admin);
    }

    /// <summary>Closes the admin client; further calls do nothing. Dispose consumers and producers first: consumers use it to query offsets.</summary>
    /// <returns>A completed task.</returns>
    public ValueTask DisposeAsync()
    {
        _admin.Dispose();
        return ValueTask.CompletedTask;
    }
}
