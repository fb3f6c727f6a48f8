using ClickstreamAnalysis;
using ShopAnalytics.CommandLine;
using ShopAnalytics.Formats.Messages;

namespace ShopAnalytics.Formats;

/// <summary>The serde of clicks in a format, and the registry of its schemas.</summary>
internal sealed class ShopFormat : IDisposable
{
    private readonly SchemaRegistrySession? _registry;

    private ShopFormat(ClickFormat format, SchemaRegistrySession? registry)
    {
        _registry = registry;
        Serde = format switch
        {
            ClickFormat.Json => new ClickEventSerde(ClickFields.Page | ClickFields.Referrer | ClickFields.Campaign),
            ClickFormat.Avro => AvroClicks.From(registry!),
            ClickFormat.JsonSchema => JsonSchemaClicks.From<ShopClick>(registry!, click => click.ToClick(), ShopClick.Of),
            ClickFormat.Protobuf => ProtobufClicks.From<Click>(registry!, ClickOf, MessageOf),
            ClickFormat.Segment => JsonClicks.From(JsonClickMapping.Segment),
            ClickFormat.Posthog => JsonClicks.From(JsonClickMapping.PostHog),
            ClickFormat.Ga4 => JsonClicks.From(JsonClickMapping.Ga4),
            ClickFormat.SnowplowJson => JsonClicks.From(JsonClickMapping.Snowplow),
            ClickFormat.SnowplowTsv => SnowplowTsvClicks.Serde,
            ClickFormat.Matomo => JsonClicks.From(JsonClickMapping.Matomo),
            ClickFormat.Cloudevents => JsonClicks.From(JsonClickMapping.CloudEvents),
            _ => AccessLogClicks.Serde,
        };
    }

    public ISerde<ClickEvent> Serde { get; }

    public static ShopFormat Of(ShopOptions options) => new(options.Format, NeedsRegistry(options.Format) ? SchemaRegistrySession.Connect(options.SchemaRegistry!) : null);

    /// <summary>Whether the schemas of the format are in a registry.</summary>
    public static bool NeedsRegistry(ClickFormat format) => format is ClickFormat.Avro or ClickFormat.JsonSchema or ClickFormat.Protobuf;

    /// <summary>Whether clicks in the format come from other programs, one a line. The sample itself writes the others.</summary>
    public static bool IsOfOthers(ClickFormat format) => format != ClickFormat.Json && !NeedsRegistry(format);

    public void Dispose() => _registry?.Dispose();

    private static ClickEvent ClickOf(Click message) => new()
    {
        User = message.User,
        Name = message.Event,
        TimestampMs = message.TimestampMs,
        Page = message.Page.Length > 0 ? message.Page : null,
    };

    private static Click MessageOf(ClickEvent click) => new() { User = click.User, Event = click.Name, TimestampMs = click.TimestampMs, Page = click.Page ?? "" };
}
