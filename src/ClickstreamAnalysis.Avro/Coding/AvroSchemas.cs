using Avro;

namespace ClickstreamAnalysis.Avro.Coding;

/// <summary>Parses Avro schemas.</summary>
internal static class AvroSchemas
{
    /// <exception cref="SerdeException">The text is not an Avro schema.</exception>
    public static Schema Parse(ResolvedSchema schema)
    {
        if (schema.Type != Confluent.SchemaRegistry.SchemaType.Avro)
        {
            throw new SerdeException("wrong-schema-type", $"The schema of the record is {schema.Type}, and this serde reads Avro.");
        }

        var names = new SchemaNames();
        foreach (var reference in schema.References)
        {
            Schema.Parse(reference.Text, names);
        }

        return Schema.Parse(schema.Text, names);
    }

    /// <summary>The full name of a named schema; otherwise empty.</summary>
    public static string NameOf(Schema? schema) => schema is NamedSchema named ? named.Fullname : "";
}
