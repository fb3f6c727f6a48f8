using ClickstreamAnalysis.Avro.Coding;

namespace ClickstreamAnalysis.Avro.Clicks;

/// <summary>Writes clicks with a schema of their own.</summary>
internal static class ClickWriting
{
    public const string SchemaName = "clickstream.Click";

    public const string SchemaText = """
        {"type":"record","name":"Click","namespace":"clickstream","fields":[
          {"name":"user","type":"string"},
          {"name":"event","type":"string"},
          {"name":"time","type":{"type":"long","logicalType":"timestamp-millis"}},
          {"name":"page","type":["null","string"],"default":null},
          {"name":"referrer","type":["null","string"],"default":null},
          {"name":"campaign","type":["null","string"],"default":null},
          {"name":"userAgent","type":["null","string"],"default":null},
          {"name":"properties","type":["null","string"],"default":null,"doc":"A JSON object."}
        ]}
        """;

    public static void Write(ClickEvent click, AvroEncoder encoder)
    {
        encoder.WriteString(click.User);
        encoder.WriteString(click.Name);
        encoder.WriteLong(click.TimestampMs);
        WriteOptional(click.Page, encoder);
        WriteOptional(click.Referrer, encoder);
        WriteOptional(click.Campaign, encoder);
        WriteOptional(click.UserAgent, encoder);
        encoder.WriteUnionIndex(click.Properties.IsEmpty ? 0 : 1);
        if (!click.Properties.IsEmpty)
        {
            encoder.WriteBytes(click.Properties.Json.Span);
        }
    }

    private static void WriteOptional(string? text, AvroEncoder encoder)
    {
        encoder.WriteUnionIndex(text is null ? 0 : 1);
        if (text is not null)
        {
            encoder.WriteString(text);
        }
    }
}
