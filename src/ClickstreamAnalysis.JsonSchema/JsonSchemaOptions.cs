using System.Text.Json;

namespace ClickstreamAnalysis;

/// <summary>How values with a JSON Schema are read and written. Immutable.</summary>
public sealed record JsonSchemaOptions
{
    /// <summary>Names, converters and limits of System.Text.Json. Default: those of <see cref="JsonSerializerOptions.Default"/>.</summary>
    public JsonSerializerOptions Json { get; init; } = JsonSerializerOptions.Default;

    /// <summary>The schema of written values, and the one that <see cref="Validates"/> means. Default null: made from the type.</summary>
    public string? Schema { get; init; }

    /// <summary>
    /// Whether values that are read must be valid for <see cref="Schema"/>. When false, what the type can be made of is taken. Validation parses
    /// each value once more, into objects of its own. Default false.
    /// </summary>
    public bool Validates { get; init; }
}
