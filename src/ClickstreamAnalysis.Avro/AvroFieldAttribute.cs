namespace ClickstreamAnalysis;

/// <summary>Names the field of an Avro schema that a property or a constructor parameter of a plain type is.</summary>
/// <param name="name">The name of the field.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class AvroFieldAttribute(string name) : Attribute
{
    /// <summary>The name of the field.</summary>
    public string Name { get; } = name;

    /// <summary>Names that the field had in older schemas. Used when the schema is made from the type. Default none.</summary>
    public string[] Aliases { get; init; } = [];
}
