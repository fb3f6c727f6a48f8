using System.Text.Json;

namespace ClickstreamAnalysis.AspNetCore.Collector;

/// <summary>The clicks of a body: one object, an array, or <c>{"batch":[…],"sentAt":…}</c>.</summary>
internal readonly struct RequestClicks
{
    private RequestClicks(IReadOnlyList<JsonElement> clicks, JsonElement sentAt) => (Clicks, SentAt) = (clicks, sentAt);

    /// <summary>The clicks.</summary>
    public IReadOnlyList<JsonElement> Clicks { get; }

    /// <summary>When the browser sent the batch, by its own clock; undefined when it does not say.</summary>
    public JsonElement SentAt { get; }

    /// <summary>Finds the clicks of a body.</summary>
    /// <param name="body">The body.</param>
    /// <param name="most">The most clicks.</param>
    /// <param name="clicks">The clicks.</param>
    /// <returns>Null, or the reason why the request is not accepted.</returns>
    public static string? TryFind(JsonElement body, int most, out RequestClicks clicks)
    {
        clicks = default;
        var isBatch = body.ValueKind == JsonValueKind.Object && body.TryGetProperty("batch"u8, out _);
        var list = isBatch ? body.GetProperty("batch"u8) : body;
        var sentAt = isBatch && body.TryGetProperty("sentAt"u8, out var sent) ? sent : default;
        switch (list.ValueKind)
        {
            case JsonValueKind.Array when list.GetArrayLength() == 0:
                return RejectReasons.NoClicks;
            case JsonValueKind.Array when list.GetArrayLength() > most:
                return RejectReasons.TooMany;
            case JsonValueKind.Array:
                clicks = new RequestClicks([.. list.EnumerateArray()], sentAt);
                return null;
            case JsonValueKind.Object when !isBatch:
                clicks = new RequestClicks([body], default);
                return null;
            default:
                return RejectReasons.WrongType;
        }
    }
}
