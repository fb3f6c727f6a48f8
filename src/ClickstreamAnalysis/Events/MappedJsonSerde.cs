using System.Buffers;
using System.Text.Json;
using System.Text.Unicode;

namespace ClickstreamAnalysis.Events;

/// <summary>Reads clicks along the paths of a mapping.</summary>
internal sealed class MappedJsonSerde : ISerde<ClickEvent>, IPreparedSerde
{
    private const string OnlyReads = "The serde of JsonClicks.From only reads: write clicks with ClickEvent.Serde.";

    private static readonly JsonReaderOptions s_readerOptions = new() { MaxDepth = 64 };

    private readonly PathNode _root;
    private readonly ClickTimeUnit _timeUnit;

    public MappedJsonSerde(PathNode root, ClickTimeUnit timeUnit) => (_root, _timeUnit) = (root, timeUnit);

    public string Name => "click from json";

    public ClickEvent Deserialize(ReadOnlySpan<byte> bytes)
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

    public void Serialize(in ClickEvent value, IBufferWriter<byte> destination) => throw new InvalidOperationException(OnlyReads);

    public ValueTask PrepareAsync(SerdeUse use, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(use);
        return use.Writes
            ? throw new StreamsException($"Clicks are written to topic '{use.Topic}' with the serde '{Name}'. {OnlyReads}")
            : ValueTask.CompletedTask;
    }

    private ClickEvent Read(ReadOnlySpan<byte> bytes)
    {
        var reader = new Utf8JsonReader(bytes, s_readerOptions);
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new SerdeException("wrong-type", "A click must be a JSON object.");
        }

        var click = new MappedClickReader(bytes, _timeUnit);
        click.Read(ref reader, _root);

        // Throws if anything but whitespace follows the object.
        reader.Read();
        return new ClickEvent
        {
            User = click[MappedField.User] ?? throw new SerdeException("missing-user", "No path of the user has a value in this click."),
            Name = click[MappedField.Event] ?? throw new SerdeException("missing-event", "No path of the event has a value in this click."),
            TimestampMs = click.TimestampMs ?? throw new SerdeException("missing-time", "No path of the time has a value in this click."),
            Page = click[MappedField.Page],
            Referrer = click[MappedField.Referrer],
            Campaign = click[MappedField.Campaign],
            UserAgent = click[MappedField.UserAgent],
            Properties = click.Properties,
        };
    }
}
