using ClickstreamAnalysis.JsonSchema;

namespace ClickstreamAnalysis;

/// <summary>Serdes of clicks from JSON Schema behind a Schema Registry, for <c>builder.Clicks(topic, JsonSchemaClicks.From(registry, map))</c>.</summary>
/// <remarks>Reasons of a <see cref="SerdeException"/>: those of <see cref="JsonSchemaSerdes"/>, and <c>mapping</c> for a function that threw.</remarks>
public static class JsonSchemaClicks
{
    /// <summary>Maps values of a plain type by a function. Throw a <see cref="SerdeException"/> to give a reason of a bad record.</summary>
    /// <typeparam name="T">The type.</typeparam>
    /// <param name="registry">The registry.</param>
    /// <param name="map">Makes a click.</param>
    /// <param name="unmap">Makes a value of a click, to write clicks to a topic. Default null: the serde only reads.</param>
    /// <param name="options">How values are read and written. Default null: the defaults.</param>
    /// <returns>The serde.</returns>
    public static ISerde<ClickEvent> From<T>(SchemaRegistrySession registry, Func<T, ClickEvent> map, Func<ClickEvent, T>? unmap = null, JsonSchemaOptions? options = null)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(map);
        ArgumentNullException.ThrowIfNull(registry);
        return new MappedClickSerde<T>(
            new JsonSchemaSerde<T>(registry, options ?? new JsonSchemaOptions()), map, unmap, $"{nameof(JsonSchemaClicks)}.{nameof(From)}");
    }
}
