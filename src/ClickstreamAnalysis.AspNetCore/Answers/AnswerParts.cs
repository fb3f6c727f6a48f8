using System.Buffers;
using System.Text.Json;

namespace ClickstreamAnalysis.AspNetCore.Answers;

/// <summary>Writes parts that several answers have.</summary>
internal static class AnswerParts
{
    /// <summary>A position as JSON.</summary>
    public static byte[] Position(StatePosition position)
    {
        var bytes = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(bytes))
        {
            writer.WriteStartObject();
            writer.WriteString("task", position.TaskId);
            writer.WriteNumber("partition", position.Partition);
            if (position.StreamTime is { } time)
            {
                writer.WriteString("streamTime", time.UtcDateTime);
            }

            writer.WriteStartArray("inputs");
            foreach (var input in position.Inputs)
            {
                writer.WriteStartObject();
                writer.WriteString("topic", input.Partition.Topic);
                writer.WriteNumber("partition", input.Partition.Partition);
                writer.WritePropertyName("offset");
                ExactInt64Converter.Write(writer, input.Offset);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return bytes.WrittenSpan.ToArray();
    }

    /// <summary>The instances that did not answer.</summary>
    public static void Missing(Utf8JsonWriter writer, IReadOnlyList<(string Instance, string Reason)> missing)
    {
        writer.WriteStartArray("missingInstances");
        foreach (var (instance, reason) in missing)
        {
            writer.WriteStartObject();
            writer.WriteString("instance", instance);
            writer.WriteString("reason", reason);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    /// <summary>Who has a key.</summary>
    public static void Owner(Utf8JsonWriter writer, StateOwner owner)
    {
        if (owner.InstanceId is not null)
        {
            writer.WriteStartObject("owner");
            writer.WriteString("instance", owner.InstanceId);
            writer.WriteString("address", owner.Address?.ToString());
            writer.WriteEndObject();
        }
    }
}
