using System.Text.Json;

namespace ClickstreamAnalysis.AspNetCore.Collector;

/// <summary>Where the fields of a click are in a layout of JSON.</summary>
internal sealed class ClickPaths
{
    private ClickPaths(JsonClickMapping mapping, string id)
    {
        (User, Event, Time) = (Split(mapping.User), Split(mapping.Event), Split(mapping.Time));
        (Page, Referrer, Campaign, UserAgent) = (Split(mapping.Page), Split(mapping.Referrer), Split(mapping.Campaign), Split(mapping.UserAgent));
        (Properties, Id) = (Split([mapping.Properties!]), Split([id]));
    }

    /// <summary>The built-in layout, with an <c>id</c>.</summary>
    public static ClickPaths BuiltIn { get; } = new(
        new JsonClickMapping
        {
            User = ["user"],
            Event = ["event"],
            Time = ["ts"],
            Page = ["page"],
            Referrer = ["referrer"],
            Campaign = ["campaign"],
            UserAgent = ["userAgent"],
            Properties = "properties",
        },
        "id");

    /// <summary>The layout of Segment's trackers.</summary>
    public static ClickPaths Segment { get; } = new(JsonClickMapping.Segment, "messageId");

    public string[][] User { get; }

    public string[][] Event { get; }

    public string[][] Time { get; }

    public string[][] Page { get; }

    public string[][] Referrer { get; }

    public string[][] Campaign { get; }

    public string[][] UserAgent { get; }

    public string[][] Properties { get; }

    public string[][] Id { get; }

    /// <summary>The layout of a click.</summary>
    public static ClickPaths Of(JsonElement click) =>
        click.TryGetProperty("userId"u8, out _) || click.TryGetProperty("anonymousId"u8, out _) || click.TryGetProperty("messageId"u8, out _) ? Segment : BuiltIn;

    /// <summary>Finds the first of several paths that has a value; undefined when none has.</summary>
    public static JsonElement Find(JsonElement click, string[][] paths)
    {
        foreach (var path in paths)
        {
            var at = click;
            foreach (var name in path)
            {
                at = at.ValueKind == JsonValueKind.Object && at.TryGetProperty(name, out var next) ? next : default;
            }

            if (at.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null) && !(at.ValueKind == JsonValueKind.String && at.ValueEquals(""u8)))
            {
                return at;
            }
        }

        return default;
    }

    private static string[][] Split(IReadOnlyList<string> paths) => [.. paths.Select(static path => path.Split('.'))];
}
