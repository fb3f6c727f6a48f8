using System.Text.Json;

namespace ClickstreamAnalysis.AspNetCore.Collector;

/// <summary>Reads texts of a click, and remembers the first that cannot be read.</summary>
/// <param name="click">The click.</param>
internal ref struct ClickFieldReader(JsonElement click)
{
    private readonly JsonElement _click = click;

    /// <summary>Why the click is rejected; null as long as nothing is wrong.</summary>
    public string? Reason { get; private set; }

    /// <summary>Reads a text; null when it is absent or cannot be read.</summary>
    public string? Text(string[][] paths, int longest)
    {
        var found = ClickPaths.Find(_click, paths);
        if (found.ValueKind is not (JsonValueKind.String or JsonValueKind.Undefined))
        {
            Reject(RejectReasons.WrongType);
            return null;
        }

        var text = found.ValueKind == JsonValueKind.String ? found.GetString() : null;
        if (text?.Length > longest)
        {
            Reject(RejectReasons.TooLong);
        }

        return text;
    }

    /// <summary>Rejects the click, unless it is already.</summary>
    public void Reject(string reason) => Reason ??= reason;
}
