using Microsoft.Extensions.Configuration;

namespace ClickstreamAnalysis.Hosting.Configuration;

/// <summary>Reads the configuration section of an application.</summary>
internal static class ApplicationSection
{
    private static readonly string[] s_properties =
    [
        nameof(KafkaLogOptions.ClientProperties), nameof(KafkaLogOptions.ConsumerProperties),
        nameof(KafkaLogOptions.ProducerProperties), nameof(KafkaLogOptions.AdminProperties),
    ];

    /// <summary>Changes the options as the section says, and notes what cannot be read.</summary>
    public static void Read(IConfigurationSection section, ApplicationOptions options)
    {
        var byCode = options.Log.Kind;
        SettingTables.Application.Read(section, options, options.Mistakes, "Kafka", "EmbeddedLog", "Restart");
        options.Restart = SettingTables.Restart.Read(section.GetSection("Restart"), options.Restart, options.Mistakes);
        var (kafka, embedded) = (section.GetSection("Kafka"), section.GetSection("EmbeddedLog"));
        options.Log = SettingTables.Kafka.Read(kafka, options.Log, options.Mistakes, s_properties);
        options.Log = SettingTables.EmbeddedLog.Read(embedded, options.Log, options.Mistakes);
        options.Log = options.Log with
        {
            Kafka = options.Log.Kafka with
            {
                ClientProperties = Properties(kafka, s_properties[0], options.Log.Kafka.ClientProperties, options.Mistakes),
                ConsumerProperties = Properties(kafka, s_properties[1], options.Log.Kafka.ConsumerProperties, options.Mistakes),
                ProducerProperties = Properties(kafka, s_properties[2], options.Log.Kafka.ProducerProperties, options.Mistakes),
                AdminProperties = Properties(kafka, s_properties[3], options.Log.Kafka.AdminProperties, options.Mistakes),
            },
        };

        if (byCode == LogKind.Own)
        {
            if (section["Log"] is not null || kafka.Exists() || embedded.Exists())
            {
                options.Mistakes.Add($"{section.Path} configures a log, but the code creates it with UseLog: remove Log, Kafka and EmbeddedLog from the section.");
            }
        }
        else if (section["Log"] is null)
        {
            ChooseLog(section, options, kafka["BootstrapServers"] is not null, embedded["Directory"] is not null);
        }
    }

    /// <summary>An address in the configuration chooses the log. Files of several environments may add up to both.</summary>
    private static void ChooseLog(IConfigurationSection section, ApplicationOptions options, bool hasKafka, bool hasEmbedded)
    {
        if (hasKafka && hasEmbedded)
        {
            options.Mistakes.Add(
                $"{section.Path} has both Kafka:BootstrapServers and EmbeddedLog:Directory: set {section.Path}:Log to {LogKind.Kafka} or {LogKind.EmbeddedLog}, or remove one of them.");
        }
        else if (hasKafka || hasEmbedded)
        {
            options.Log = options.Log with { Kind = hasKafka ? LogKind.Kafka : LogKind.EmbeddedLog };
        }
    }

    private static IReadOnlyDictionary<string, string> Properties(
        IConfigurationSection kafka, string key, IReadOnlyDictionary<string, string> byCode, List<string> mistakes)
    {
        var section = kafka.GetSection(key);
        if (!section.Exists())
        {
            return byCode;
        }

        var properties = new Dictionary<string, string>(byCode);
        foreach (var child in section.GetChildren())
        {
            if (child.Value is { } value && !child.GetChildren().Any())
            {
                properties[child.Key] = value;
            }
            else
            {
                mistakes.Add($"{child.Path} must be the text of one property of librdkafka.");
            }
        }

        return properties;
    }
}
