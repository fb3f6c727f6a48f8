using System.Text.Json;

namespace ClickstreamAnalysis.Events;

/// <summary>The fields of a late click in JSON. The click is read by its own serde.</summary>
internal sealed record LateClickFields
{
    public long Time { get; init; }

    public long StreamTime { get; init; }

    public string? Reason { get; init; }

    public JsonElement Click { get; init; }
}
