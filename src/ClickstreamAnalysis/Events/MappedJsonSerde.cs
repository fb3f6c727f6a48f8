using System.Text.Json;
using System.Text.Unicode;

namespace ClickstreamAnalysis.Events;

/// <summary>Reads clicks along the paths of a mapping.</summary>
internal sealed class MappedJsonSerde(PathNode root, ClickTimeUnit timeUnit) : ReadOnlyClickSerde("json", "JsonClicks.From")
{
    private static readonly JsonReaderOptions s_readerOptions = new() { MaxDepth = 64 };

    public override ClickEvent Deserialize(ReadOnlySpan<byte> bytes)
    {
        if (!Utf8.IsValid(bytes))
        {
            throw new SerdeException("invalid-json", "A click is not valid UTF-8.");
        }

        try
        {
            return Read(bytes);
        }
        catch (JsonException error)
        {
            // The inner message may quote the data, so it is not passed on.
            throw new SerdeException(
                "invalid-json", $"A click is not valid JSON: line {error.LineNumber}, byte {error.BytePositionInLine} of that line.");
        }
        catch (InvalidOperationException)
        {
            throw new SerdeException("invalid-json", "A click contains an escape sequence that is half of a surrogate pair.");
        }
    }

    private ClickEvent Read(ReadOnlySpan<byte> bytes)
    {
        var reader = new Utf8JsonReader(bytes, s_readerOptions);
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new SerdeException("wrong-type", "A click must be a JSON object.");
        }

        var click = new MappedClickReader(bytes, timeUnit);
        click.Read(ref reader, root);

        // Throws if anything but whitespace follows the object.
        reader.Read();
        return new ClickEvent
        {
            User = click[ClickFieldName.User] ?? throw new SerdeException("missing-user", "No path of the user has a value in this click."),
            Name = click[ClickFieldName.Event] ?? throw new SerdeException("missing-event", "No path of the event has a value in this click."),
            TimestampMs = click.TimestampMs ?? throw new SerdeException("missing-time", "No path of the time has a value in this click."),
            Page = click[ClickFieldName.Page],
            Referrer = click[ClickFieldName.Referrer],
            Campaign = click[ClickFieldName.Campaign],
            UserAgent = click[ClickFieldName.UserAgent],
            Properties = click.Properties,
        };
    }
}
