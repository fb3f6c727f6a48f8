using System.Text.Json;

namespace ClickstreamAnalysis.Events;

/// <summary>The JSON fields of a late click. The click's own serde reads the click.</summary>
internal sealed record LateClickFields
{
    public long Time { get; init; }

    public long StreamTime { get; init; }

    public string? Reason { get; init; }

    public JsonElement Click { get; init; }
}
