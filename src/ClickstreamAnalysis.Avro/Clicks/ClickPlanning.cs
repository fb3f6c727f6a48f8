using Avro;

namespace ClickstreamAnalysis.Avro.Clicks;

/// <summary>Finds the fields of a click in a schema.</summary>
internal static class ClickPlanning
{
    private static readonly AvroClickOptions s_default = new();

    /// <exception cref="ArgumentException">The schema has no such fields, or they have types that a click does not take.</exception>
    public static ClickStep[] StepsOf(Schema schema, AvroClickOptions options)
    {
        if (schema is not RecordSchema record)
        {
            throw new ArgumentException($"Clicks are records, and the schema is '{schema.Name}'.");
        }

        var mistakes = new List<string>();
        var targets = new Dictionary<string, ClickTarget>();
        Add(record, targets, mistakes, ClickTarget.User, options.User, isRequired: true, "user", nameof(AvroClickOptions.User));
        Add(record, targets, mistakes, ClickTarget.Event, options.Event, isRequired: true, "event name", nameof(AvroClickOptions.Event));
        Add(record, targets, mistakes, ClickTarget.Time, options.Time, isRequired: true, "time", nameof(AvroClickOptions.Time));
        void AddOptional(ClickFields field, ClickTarget target, string name, string defaultName)
        {
            if ((options.Fields & field) != 0)
            {
                Add(record, targets, mistakes, target, name, isRequired: name != defaultName, target.ToString(), target.ToString());
            }
        }

        AddOptional(ClickFields.Page, ClickTarget.Page, options.Page, s_default.Page);
        AddOptional(ClickFields.Referrer, ClickTarget.Referrer, options.Referrer, s_default.Referrer);
        AddOptional(ClickFields.Campaign, ClickTarget.Campaign, options.Campaign, s_default.Campaign);
        AddOptional(ClickFields.UserAgent, ClickTarget.UserAgent, options.UserAgent, s_default.UserAgent);
        AddOptional(ClickFields.Properties, ClickTarget.Properties, options.Properties, s_default.Properties);
        return mistakes.Count == 0
            ? StepsOf(record, "", targets)
            : throw new ArgumentException(
                $"Schema '{record.Fullname}' is not one of clicks. {string.Join(' ', mistakes)} Its fields are {string.Join(", ", PathsOf(record, ""))}.");
    }

    private static void Add(
        RecordSchema record, Dictionary<string, ClickTarget> targets, List<string> mistakes, ClickTarget target, string path, bool isRequired, string what, string option)
    {
        var found = Find(record, path);
        if (found is null)
        {
            if (isRequired)
            {
                mistakes.Add($"No field '{path}' for the {what}: set AvroClickOptions.{option}.");
            }
        }
        else if (!ClickValues.Takes(target, found))
        {
            mistakes.Add($"Field '{path}' cannot be the {what}, because it is '{found.Name}'.");
        }
        else if (!targets.TryAdd(path, target))
        {
            mistakes.Add($"Field '{path}' is named twice.");
        }
    }

    private static Schema? Find(RecordSchema record, string path)
    {
        Schema? schema = record;
        foreach (var name in path.Split('.'))
        {
            schema = ClickValues.RecordIn(schema) is { } inner && inner.TryGetField(name, out var field) ? field.Schema : null;
        }

        return schema;
    }

    private static ClickStep[] StepsOf(RecordSchema record, string prefix, Dictionary<string, ClickTarget> targets) =>
    [
        .. record.Fields.Select(field =>
        {
            var path = prefix + field.Name;
            var inner = ClickValues.RecordIn(field.Schema);
            var isEntered = inner is not null && targets.Keys.Any(target => target.StartsWith($"{path}.", StringComparison.Ordinal));
            return new ClickStep(field.Schema, targets.GetValueOrDefault(path), isEntered ? StepsOf(inner!, $"{path}.", targets) : null);
        }),
    ];

    // One level of nested records is enough to recognize a name.
    private static IEnumerable<string> PathsOf(RecordSchema record, string prefix) => record.Fields.SelectMany(field =>
        prefix.Length == 0 && ClickValues.RecordIn(field.Schema) is { } inner ? PathsOf(inner, $"{field.Name}.") : [prefix + field.Name]);
}
