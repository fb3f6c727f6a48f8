using Avro;
using Avro.Generic;
using Avro.Specific;
using ClickstreamAnalysis.Avro;
using ClickstreamAnalysis.Avro.Clicks;
using ClickstreamAnalysis.Avro.Types;

namespace ClickstreamAnalysis;

/// <summary>Serdes of clicks from Avro behind a Schema Registry, for <c>builder.Clicks(topic, AvroClicks.From(registry))</c>.</summary>
/// <remarks>
/// <para>
/// Mapped by name, a click is read straight from the bytes: fields that are not part of it are skipped, repeated strings come from a cache, and only
/// properties are copied. Every version of the schema is mapped once.
/// </para>
/// <para>
/// Reasons of a <see cref="SerdeException"/>: those of <see cref="AvroSerdes"/>, <c>missing-user</c>, <c>missing-event</c>, <c>missing-time</c>,
/// <c>invalid-time</c>, and <c>mapping</c> for a function that threw. A serde writes clicks, for example to a repartition topic, with a schema of its own.
/// </para>
/// </remarks>
public static class AvroClicks
{
    /// <summary>Maps fields by name.</summary>
    /// <param name="registry">The registry.</param>
    /// <param name="options">The names. Default null: <c>user</c>, <c>event</c>, <c>time</c> and the optional fields of a click.</param>
    /// <param name="schema">
    /// A schema of the clicks, to check the names before anything runs. Default null: they are checked when the application starts, against the newest
    /// version of the subject.
    /// </param>
    /// <returns>The serde.</returns>
    /// <exception cref="ArgumentException">The schema has no such fields; the message lists those that it has.</exception>
    public static ISerde<ClickEvent> From(SchemaRegistrySession registry, AvroClickOptions? options = null, RecordSchema? schema = null)
    {
        ArgumentNullException.ThrowIfNull(registry);
        options ??= new AvroClickOptions();
        if (schema is not null)
        {
            ClickPlan.Check(schema, options);
        }

        return new AvroClickSerde(registry, writer => new ClickPlan(writer, options).Read, writer => ClickPlan.Check(writer, options), AvroClickSerde.DefaultName);
    }

    /// <summary>Maps generic records by a function. Throw a <see cref="SerdeException"/> to give a reason of a bad record.</summary>
    /// <param name="registry">The registry.</param>
    /// <param name="map">Makes a click of a record.</param>
    /// <returns>The serde.</returns>
    public static ISerde<ClickEvent> From(SchemaRegistrySession registry, Func<GenericRecord, ClickEvent> map) =>
        From(registry, new GenericType(null), map);

    /// <summary>Maps records of a generated class by a function. Throw a <see cref="SerdeException"/> to give a reason of a bad record.</summary>
    /// <typeparam name="T">The class.</typeparam>
    /// <param name="registry">The registry.</param>
    /// <param name="map">Makes a click of a record.</param>
    /// <returns>The serde.</returns>
    public static ISerde<ClickEvent> FromSpecific<T>(SchemaRegistrySession registry, Func<T, ClickEvent> map)
        where T : class, ISpecificRecord => From(registry, new SpecificType<T>(), map);

    /// <summary>Maps values of a plain type by a function. Throw a <see cref="SerdeException"/> to give a reason of a bad record.</summary>
    /// <typeparam name="T">The type, as in <see cref="AvroSerdes.Plain"/>.</typeparam>
    /// <param name="registry">The registry.</param>
    /// <param name="map">Makes a click of a value.</param>
    /// <param name="schema">The schema to which values are resolved. Default null: made from the type.</param>
    /// <returns>The serde.</returns>
    /// <exception cref="ArgumentException">The type cannot be mapped.</exception>
    public static ISerde<ClickEvent> FromPlain<T>(SchemaRegistrySession registry, Func<T, ClickEvent> map, RecordSchema? schema = null) =>
        From(registry, new PlainType<T>(schema), map);

    private static AvroClickSerde From<T>(SchemaRegistrySession registry, AvroType<T> type, Func<T, ClickEvent> map)
    {
        ArgumentNullException.ThrowIfNull(registry);
        ArgumentNullException.ThrowIfNull(map);
        return new AvroClickSerde(registry, writer => MappedClick.Create(type.CreateReader(writer), map), static _ => { }, AvroClickSerde.DefaultName);
    }
}
