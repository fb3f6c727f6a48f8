using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using ClickstreamAnalysis.Processing.Failures;
using ClickstreamAnalysis.State.Databases;

namespace ClickstreamAnalysis.Processing.Tasks;

/// <summary>
/// Says what the rows of a task contain: the offsets of changelogs and inputs, and stream time. Written in the same batch as the rows.
/// </summary>
internal sealed class TaskCheckpoint
{
    private const int FormatVersion = 2;

    /// <summary>The format of the row.</summary>
    [JsonRequired]
    public int Version { get; init; } = FormatVersion;

    /// <summary>The task's stream time, in milliseconds since 1970.</summary>
    [JsonPropertyName("streamTime")]
    public long StreamTimeMs { get; set; }

    /// <summary>The next changelog offset to replay, by store.</summary>
    public Dictionary<string, long> Changelogs { get; init; } = [];

    /// <summary>The next input offset, by topic: exact, or a lower bound when <see cref="IsBehindRows"/>.</summary>
    public Dictionary<string, long> Inputs { get; init; } = [];

    /// <summary>The stream times from which the intervals of punctuations count, by node and number.</summary>
    public Dictionary<string, long> Punctuations { get; init; } = [];

    /// <summary>The end offsets of the changelogs when <see cref="Inputs"/> was noted, by store.</summary>
    public Dictionary<string, long> Ends { get; init; } = [];

    /// <summary>Changelog records without an <see cref="InputMark"/> were replayed into the rows, so the rows contain later input than <see cref="Inputs"/>.</summary>
    [JsonPropertyName("behind")]
    public bool IsBehindRows { get; set; }

    /// <summary>Reads the checkpoint of a task; null when it has none.</summary>
    /// <exception cref="StateException">The row is damaged, or of another format.</exception>
    public static TaskCheckpoint? Read(StateTable table, TaskId task)
    {
        var bytes = new ArrayBufferWriter<byte>();
        return table.TryGet(RowOf(task), bytes) ? Parse(bytes.WrittenSpan, task) : null;
    }

    /// <summary>The key of the task's row.</summary>
    public static byte[] RowOf(TaskId task) => Encoding.ASCII.GetBytes($"task/{task}");

    /// <summary>Writes the row. By hand, because a commit writes one for each task and must not allocate.</summary>
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

    private static void WriteOffsets(Utf8JsonWriter json, string name, Dictionary<string, long> offsets)
    {
        json.WriteStartObject(name);
        foreach (var (key, offset) in offsets)
        {
            json.WriteNumber(key, offset);
        }

        json.WriteEndObject();
    }

    private static TaskCheckpoint Parse(ReadOnlySpan<byte> bytes, TaskId task)
    {
        TaskCheckpoint? checkpoint;
        try
        {
            checkpoint = JsonSerializer.Deserialize(bytes, TaskCheckpointJson.Default.TaskCheckpoint);
        }
        catch (JsonException error)
        {
            throw Damaged(task, error);
        }

        return checkpoint switch
        {
            { Version: not FormatVersion } => throw new StateException(
                $"The checkpoint of task {task} has format {checkpoint.Version}, and this version reads {FormatVersion}: use the version that wrote it, "
                + "or delete the state directory so that the state is rebuilt from its changelogs.")
            { TaskId = task.ToString() },
            { Changelogs: not null, Inputs: not null, Punctuations: not null, Ends: not null } => checkpoint,
            _ => throw Damaged(task, null),
        };
    }

    private static StateException Damaged(TaskId task, Exception? error) => new(
        $"The checkpoint of task {task} cannot be read: its row is damaged. Delete the state directory; the state is then rebuilt from its changelogs.", error)
    {
        TaskId = task.ToString(),
    };
}
