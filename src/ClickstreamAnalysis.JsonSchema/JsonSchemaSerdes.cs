using ClickstreamAnalysis.JsonSchema;

namespace ClickstreamAnalysis;

/// <summary>Serdes for JSON Schema behind a Schema Registry, for keys and values. All are thread-safe.</summary>
/// <remarks>
/// <para>
/// The bytes are those of Confluent's serializers: a zero byte, the id of the schema, and the value as JSON. JSON needs no schema to be read, so none is
/// fetched: properties that the type does not have are skipped, and absent ones keep their default.
/// </para>
/// <para>
/// Reasons of a <see cref="SerdeException"/>: <c>frame-too-short</c>, <c>wrong-magic-byte</c>, <c>schema-guid</c>, <c>invalid-json</c>, <c>null-value</c>,
/// <c>schema-violation</c>; when writing <c>invalid-value</c>.
/// </para>
/// </remarks>
public static class JsonSchemaSerdes
{
    /// <summary>Creates a serde for a plain class or record.</summary>
    /// <typeparam name="T">The type.</typeparam>
    /// <param name="registry">The registry.</param>
    /// <param name="options">How values are read and written. Default null: the defaults.</param>
    /// <returns>The serde.</returns>
    /// <exception cref="ArgumentException"><see cref="JsonSchemaOptions.Schema"/> is no JSON Schema.</exception>
    public static ISerde<T> Plain<T>(SchemaRegistrySession registry, JsonSchemaOptions? options = null)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(registry);
        return new JsonSchemaSerde<T>(registry, options ?? new JsonSchemaOptions());
    }
}
