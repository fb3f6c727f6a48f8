namespace ShopAnalytics.CommandLine;

/// <summary>The format of clicks in the log.</summary>
internal enum ClickFormat
{
    Json,
    Avro,
    JsonSchema,
    Protobuf,
    Segment,
    Posthog,
    Ga4,
    SnowplowJson,
    SnowplowTsv,
    Matomo,
    Cloudevents,
    AccessLog,
}
