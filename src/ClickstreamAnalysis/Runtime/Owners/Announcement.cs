using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using ClickstreamAnalysis.Processing.Failures;
using ClickstreamAnalysis.Queries;

namespace ClickstreamAnalysis.Runtime.Owners;

/// <summary>One record of the instances topic: what an instance says about a task. The key is the task, so compaction keeps the last one of each task.</summary>
/// <param name="Format">The format of the record.</param>
/// <param name="State">What the instance does with the task.</param>
/// <param name="Instance">The id of the instance, the same after a restart.</param>
/// <param name="Run">The run of the instance: another one after each start.</param>
/// <param name="Sequence">The <see cref="HeldTask.Sequence"/> of the change.</param>
/// <param name="Address">Where the instance can be asked; null when it has released the task.</param>
/// <param name="SinceMs">When the change happened, by the clock of the instance.</param>
internal sealed record Announcement(int Format, AnnouncedState State, string Instance, string Run, long Sequence, Uri? Address, long SinceMs)
{
    public const int CurrentFormat = 1;

    /// <summary>The key of the tombstone that each instance writes when it opens the topic. It says nothing.</summary>
    public static byte[] StartKey { get; } = "start"u8.ToArray();

    /// <summary>Whether the instance says that it has the task.</summary>
    [JsonIgnore]
    public bool IsClaim => State != AnnouncedState.Released;

    public static byte[] KeyOf(TaskId task) => Encoding.UTF8.GetBytes(task.ToString());

    /// <summary>Reads a key; null when it names no task.</summary>
    public static TaskId? ParseKey(ReadOnlySpan<byte> key)
    {
        var split = key.IndexOf((byte)'_');
        return split > 0
            && int.TryParse(key[..split], NumberStyles.None, CultureInfo.InvariantCulture, out var subTopology)
            && int.TryParse(key[(split + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var partition)
            ? new TaskId(subTopology, partition)
            : null;
    }

    /// <summary>Reads a value; null when it is damaged or of a format that this version does not know.</summary>
    public static Announcement? Parse(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, AnnouncementJson.Default.Announcement) is { Format: CurrentFormat, Instance: not null, Run: not null } read
                && read.IsClaim == (read.Address is not null)
                ? read
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, AnnouncementJson.Default.Announcement);
}
