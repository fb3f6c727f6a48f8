using Avro;
using ClickstreamAnalysis.Avro.Coding;

namespace ClickstreamAnalysis.Avro.Clicks;

/// <summary>Reads clicks from the bytes of records of one schema. Thread-safe.</summary>
internal sealed class ClickPlan
{
    private const long MaxTimestampMs = 253_402_300_799_999;

    private readonly ClickStep[] _steps;
    private readonly ClickFields _fields;
    private readonly long _unitMs;

    /// <exception cref="ArgumentException">The schema has no such fields.</exception>
    public ClickPlan(Schema writer, AvroClickOptions options)
    {
        // Records that a serde has written itself, for example to a repartition topic.
        if (AvroSchemas.NameOf(writer) == ClickWriting.SchemaName)
        {
            options = new AvroClickOptions { Fields = options.Fields };
        }

        _fields = options.Fields;
        _unitMs = Math.Max(1, (long)options.TimeUnit.TotalMilliseconds);
        _steps = ClickPlanning.StepsOf(writer, options);
    }

    /// <exception cref="ArgumentException">The schema has no such fields; the message lists those that it has.</exception>
    public static void Check(Schema schema, AvroClickOptions options) => _ = new ClickPlan(schema, options);

    public ClickEvent Read(AvroDecoder decoder)
    {
        var parts = new ClickParts { TimestampMs = long.MinValue };
        Read(decoder, _steps, ref parts);
        if (string.IsNullOrEmpty(parts.User))
        {
            throw Missing.User();
        }

        if (string.IsNullOrEmpty(parts.Name))
        {
            throw Missing.Event();
        }

        if (parts.TimestampMs is < 0 or > MaxTimestampMs)
        {
            throw parts.TimestampMs == long.MinValue ? Missing.Time() : Missing.InvalidTime();
        }

        return new ClickEvent
        {
            User = parts.User,
            Name = parts.Name,
            TimestampMs = parts.TimestampMs,
            Page = parts.Page,
            Referrer = parts.Referrer,
            Campaign = parts.Campaign,
            UserAgent = parts.UserAgent,
            Properties = parts.Properties,
        };
    }

    private void Read(AvroDecoder decoder, ClickStep[] steps, ref ClickParts parts)
    {
        foreach (var step in steps)
        {
            if (step.Steps is { } inner)
            {
                if (ClickValues.Enter(decoder, step.Schema) is not null)
                {
                    Read(decoder, inner, ref parts);
                }
            }
            else if (step.Target == ClickTarget.None)
            {
                AvroSkip.Skip(decoder, step.Schema);
            }
            else if (ClickValues.Enter(decoder, step.Schema) is { } schema)
            {
                Read(decoder, step.Target, schema, ref parts);
            }
        }
    }

    private void Read(AvroDecoder decoder, ClickTarget target, Schema schema, ref ClickParts parts)
    {
        switch (target)
        {
            case ClickTarget.User: parts.User = ClickValues.ReadText(decoder, schema); break;
            case ClickTarget.Event: parts.Name = ClickValues.ReadText(decoder, schema); break;
            case ClickTarget.Time: parts.TimestampMs = ClickValues.ReadTime(decoder, schema, _unitMs); break;
            case ClickTarget.Page: parts.Page = ClickValues.ReadText(decoder, schema); break;
            case ClickTarget.Referrer: parts.Referrer = ClickValues.ReadText(decoder, schema); break;
            case ClickTarget.Campaign: parts.Campaign = ClickValues.ReadText(decoder, schema); break;
            case ClickTarget.UserAgent: parts.UserAgent = ClickValues.ReadText(decoder, schema); break;
            default: parts.Properties = ClickValues.ReadProperties(decoder, schema); break;
        }
    }
}
