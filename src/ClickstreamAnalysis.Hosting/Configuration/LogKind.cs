namespace ClickstreamAnalysis.Hosting.Configuration;

/// <summary>The kind of log of an application. The names of the first two are values of the setting <c>Log</c>.</summary>
internal enum LogKind
{
    /// <summary>None is chosen.</summary>
    None,

    /// <summary>A <see cref="KafkaLog"/>.</summary>
    Kafka,

    /// <summary>An <see cref="ClickstreamAnalysis.EmbeddedLog"/>.</summary>
    EmbeddedLog,

    /// <summary>A log that code creates.</summary>
    Own,
}
