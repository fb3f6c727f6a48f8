using ClickstreamAnalysis.Events;

namespace ClickstreamAnalysis;

/// <summary>Clicks from JSON of other layouts: of trackers, of data platforms, or your own.</summary>
public static class JsonClicks
{
    /// <summary>Creates a serde that reads clicks along the paths of a mapping. It only reads. Thread-safe.</summary>
    /// <remarks>
    /// Reasons of a <see cref="SerdeException"/>: <c>invalid-json</c>, <c>byte-order-mark</c>, <c>wrong-type</c>, <c>missing-user</c>, <c>missing-event</c>, <c>missing-time</c>,
    /// <c>invalid-time</c>. Texts that occur again are not allocated again, like those of <see cref="ClickEvent.Serde"/>.
    /// </remarks>
    /// <param name="mapping">Where the fields are: one of the presets, such as <see cref="JsonClickMapping.Segment"/>, or your own.</param>
    /// <returns>The serde.</returns>
    /// <exception cref="ArgumentException">The mapping has no path for the user, the event or the time, or a text that is no path; the message lists every mistake.</exception>
    public static ISerde<ClickEvent> From(JsonClickMapping mapping)
    {
        ArgumentNullException.ThrowIfNull(mapping);
        var mistakes = new List<string>();
        var root = new PathNode("");
        foreach (var field in Enum.GetValues<ClickFieldName>().Where(static field => field != ClickFieldName.Other))
        {
            Add(root, mapping, field, mistakes);
        }

        if (mapping.DefaultEvent is "")
        {
            mistakes.Add($"{nameof(JsonClickMapping.DefaultEvent)} is empty.");
        }

        if (!Enum.IsDefined(mapping.TimeUnit))
        {
            mistakes.Add($"{nameof(JsonClickMapping.TimeUnit)} is unknown.");
        }

        return mistakes.Count == 0
            ? new MappedJsonSerde(root, mapping.TimeUnit, mapping.DefaultEvent)
            : throw new ArgumentException($"The mapping of clicks is not valid. {string.Join(' ', mistakes)}", nameof(mapping));
    }

    private static void Add(PathNode root, JsonClickMapping mapping, ClickFieldName field, List<string> mistakes)
    {
        var paths = mapping.PathsOf(field);
        if (paths.Count == 0 && field is ClickFieldName.User or ClickFieldName.Event or ClickFieldName.Time)
        {
            mistakes.Add($"{field} needs a path.");
        }

        for (var place = 0; place < paths.Count; place++)
        {
            if (paths[place] is { } path && root.At(path) is { } node)
            {
                node.Add(field, place);
            }
            else
            {
                mistakes.Add($"'{paths[place]}' of {field} is no path: write names joined by points, and array[key] for an element.");
            }
        }
    }
}
