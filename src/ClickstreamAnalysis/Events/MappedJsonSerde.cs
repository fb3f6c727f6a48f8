using System.Text.Json;
using System.Text.Unicode;
using ClickstreamAnalysis.Serialization;

namespace ClickstreamAnalysis.Events;

/// <summary>Reads clicks along the paths of a mapping.</summary>
internal sealed class MappedJsonSerde(PathNode root, ClickTimeUnit timeUnit, string? defaultEvent) : ReadOnlyClickSerde("json", "JsonClicks.From")
{
    private static readonly JsonReaderOptions s_readerOptions = new() { MaxDepth = 64 };

    private readonly ClickLayouts _layouts = new(click => MappedLayoutReader.Read(click, root));

    public override ClickEvent Deserialize(ReadOnlySpan<byte> bytes)
    {
        if (!Utf8.IsValid(bytes))
        {
            ByteOrderMark.ThrowIfPresent(bytes);
            throw new SerdeException("invalid-json", "A click is not valid UTF-8.");
        }

        var scanner = new MappedScanner(bytes, root, timeUnit);
        if (!scanner.TryRead(_layouts.First) || !IsComplete(in scanner.Fields))
        {
            return DeserializeUnusual(bytes);
        }

        if (scanner.HasNewLayout)
        {
            _layouts.Learn(bytes);
        }

        return scanner.Fields.ToClick(defaultEvent);
    }

    /// <summary>Reads any valid click and reports errors for other bytes. The bytes must be valid UTF-8.</summary>
    internal ClickEvent DeserializeUnusual(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return Read(bytes);
        }
        catch (JsonException error)
        {
            ByteOrderMark.ThrowIfPresent(bytes);

            // The inner message may quote the data, so it is not passed on.
            throw new SerdeException(
                "invalid-json", $"A click is not valid JSON: line {error.LineNumber}, byte {error.BytePositionInLine} of that line.");
        }
        catch (InvalidOperationException)
        {
            throw new SerdeException("invalid-json", "A click contains an escape sequence that is half of a surrogate pair.");
        }
    }

    private bool IsComplete(in MappedFields fields) => fields.HasUser && (fields.HasEvent || defaultEvent is not null) && fields.HasTime;

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
        return IsComplete(in click.Fields) ? click.Fields.ToClick(defaultEvent)
            : !click.Fields.HasUser ? throw new SerdeException("missing-user", "No path of the user has a value in this click.")
            : click.Fields.HasEvent || defaultEvent is not null ? throw new SerdeException("missing-time", "No path of the time has a value in this click.")
            : throw new SerdeException("missing-event", "No path of the event has a value in this click.");
    }
}
