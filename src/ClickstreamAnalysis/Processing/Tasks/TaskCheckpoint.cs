using System.Buffers;
using System.Text;
using System.Text.Json;
using ClickstreamAnalysis.Processing.Failures;
using ClickstreamAnalysis.State.Databases;

namespace ClickstreamAnalysis.Processing.Tasks;

/// <summary>
/// What a task writes into the same batch as its rows: how far the changelogs and the inputs are in them, and stream time.
/// It alone says what the rows stand for.
/// </summary>
internal sealed class TaskCheckpoint
{
    private const int FormatVersion = 2;

    public long StreamTimeMs { get; set; }

    /// <summary>Next changelog offset to replay, by store.</summary>
    public Dictionary<string, long> Changelogs { get; } = [];

    /// <summary>Next input offset, by topic: exact, or the least possible when <see cref="IsBehindRows"/>.</summary>
    public Dictionary<string, long> Inputs { get; } = [];

    /// <summary>The stream times from which the intervals of punctuations count, by node and number.</summary>
    public Dictionary<string, long> Punctuations { get; } = [];

    /// <summary>Where the changelogs ended when <see cref="Inputs"/> was noted, by store.</summary>
    public Dictionary<string, long> Ends { get; } = [];

    /// <summary>Changelog records that no <see cref="InputMark"/> covers were replayed into the rows, so they stand for later input than <see cref="Inputs"/>.</summary>
    public bool IsBehindRows { get; set; }

    public static TaskCheckpoint? Read(StateTable table, TaskId task)
    {
        var bytes = new ArrayBufferWriter<byte>();
        if (!table.TryGet(RowOf(task), bytes))
        {
            return null;
        }

        try
        {
            return Parse(bytes.WrittenSpan, task);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or FormatException)
        {
            throw new StateException(
                $"The checkpoint of task {task} cannot be read: its row is damaged. Delete the state directory; the state is then rebuilt from its changelogs.", error);
        }
    }

    private static TaskCheckpoint Parse(ReadOnlySpan<byte> bytes, TaskId task)
    {
        var reader = new Utf8JsonReader(bytes);
        var version = 0;
        var checkpoint = new TaskCheckpoint();
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString();
            reader.Read();
            switch (name)
            {
                case "version":
                    version = reader.GetInt32();
                    break;
                case "streamTime":
                    checkpoint.StreamTimeMs = reader.GetInt64();
                    break;
                case "changelogs":
                    ReadOffsets(ref reader, checkpoint.Changelogs);
                    break;
                case "inputs":
                    ReadOffsets(ref reader, checkpoint.Inputs);
                    break;
                case "punctuations":
                    ReadOffsets(ref reader, checkpoint.Punctuations);
                    break;
                case "ends":
                    ReadOffsets(ref reader, checkpoint.Ends);
                    break;
                case "behind":
                    checkpoint.IsBehindRows = reader.GetBoolean();
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return version == FormatVersion
            ? checkpoint
            : throw new StateException(
                $"The checkpoint of task {task} has format {version}, and this version reads {FormatVersion}: use the version that wrote it, "
                + "or delete the state directory so that the state is rebuilt from its changelogs.");
    }

    /// <summary>The key of the task's row.</summary>
    public static byte[] RowOf(TaskId task) => Encoding.ASCII.GetBytes($"task/{task}");

    public void WriteTo(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteNumber("version"u8, FormatVersion);
        json.WriteNumber("streamTime"u8, StreamTimeMs);
        WriteOffsets(json, "changelogs", Changelogs);
        WriteOffsets(json, "inputs", Inputs);
        WriteOffsets(json, "punctuations", Punctuations);
        WriteOffsets(json, "ends", Ends);
        json.WriteBoolean("behind"u8, IsBehindRows);
        json.WriteEndObject();
    }

    private static void ReadOffsets(ref Utf8JsonReader reader, Dictionary<string, long> offsets)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            reader.Read();
            offsets[name] = reader.GetInt64();
        }
    }

    private static void WriteOffsets(Utf8JsonWriter json, string name, Dictionary<string, long> offsets)
    {
        json.WriteStartObject(name);
        foreach (var (key, offset) in offsets)
        {
            json.WriteNumber(key, offset);
        }

        json.WriteEndObject();
    }
}
