namespace ClickstreamAnalysis.Hosting.Configuration;

/// <summary>The log of an application, and how to open it.</summary>
internal sealed record LogSettings
{
    public LogKind Kind { get; init; }

    /// <summary>The brokers of Kafka. May contain secrets by mistake, so it is in no message.</summary>
    public string? BootstrapServers { get; init; }

    public KafkaLogOptions Kafka { get; init; } = new();

    /// <summary>The directory of the embedded log; a full path once the options are configured.</summary>
    public string? Directory { get; init; }

    public EmbeddedLogOptions Embedded { get; init; } = new();

    /// <summary>Creates a log of the kind <see cref="LogKind.Own"/>.</summary>
    public Func<IServiceProvider, IRecordLog>? Create { get; init; }
}
