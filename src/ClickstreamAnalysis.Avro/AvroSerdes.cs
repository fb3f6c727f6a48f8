using Avro;
using Avro.Generic;
using Avro.Specific;
using ClickstreamAnalysis.Avro;
using ClickstreamAnalysis.Avro.Types;

namespace ClickstreamAnalysis;

/// <summary>Serdes for Avro behind a Schema Registry, for keys and values. All are thread-safe.</summary>
/// <remarks>
/// <para>
/// The bytes are those of Confluent's serializers: a zero byte, the id of the schema, and the value. Values of older and newer schemas are resolved to
/// the type's: fields by name or alias, absent ones by their default, numbers promoted.
/// </para>
/// <para>
/// Reasons of a <see cref="SerdeException"/>: <c>frame-too-short</c>, <c>wrong-magic-byte</c>, <c>schema-guid</c>, <c>unknown-schema</c>,
/// <c>invalid-schema</c>, <c>schema-mismatch</c>, <c>truncated</c>, <c>trailing-bytes</c>, <c>too-deep</c>, <c>invalid-utf8</c>, <c>invalid-avro</c>;
/// when writing <c>invalid-value</c> and <c>schema-mismatch</c>.
/// </para>
/// <para>The name of a serde has the type and not the schema, so state that is kept with it survives a change of the schema.</para>
/// </remarks>
public static class AvroSerdes
{
    /// <summary>Creates a serde for a class that was generated from a schema.</summary>
    /// <typeparam name="T">The class; it has a constructor without parameters.</typeparam>
    /// <param name="registry">The registry.</param>
    /// <returns>The serde.</returns>
    public static ISerde<T> Specific<T>(SchemaRegistrySession registry)
        where T : class, ISpecificRecord
    {
        ArgumentNullException.ThrowIfNull(registry);
        return new AvroSerde<T>(registry, new SpecificType<T>(), $"avro of {typeof(T).FullName}");
    }

    /// <summary>Creates a serde for generic records.</summary>
    /// <param name="registry">The registry.</param>
    /// <param name="schema">
    /// The schema to write with, and to which records of other schemas are resolved. Default null: records are read with the schema that they were
    /// written with, and the serde does not write.
    /// </param>
    /// <returns>The serde.</returns>
    public static ISerde<GenericRecord> Generic(SchemaRegistrySession registry, RecordSchema? schema = null)
    {
        ArgumentNullException.ThrowIfNull(registry);
        return new AvroSerde<GenericRecord>(registry, new GenericType(schema), $"avro{(schema is null ? "" : $" of {schema.Fullname}")}");
    }

    /// <summary>Creates a serde for a plain class, record or struct: fields of the schema are its properties and constructor parameters.</summary>
    /// <remarks>
    /// Names match without regard to case; <see cref="AvroFieldAttribute"/> gives another one. Supported are numbers, Booleans, strings, byte arrays, enums,
    /// <see cref="Guid"/>, <see cref="decimal"/>, <see cref="DateTime"/>, <see cref="DateTimeOffset"/>, nullable ones of these, lists, dictionaries by string, and
    /// other plain types.
    /// </remarks>
    /// <typeparam name="T">The type.</typeparam>
    /// <param name="registry">The registry.</param>
    /// <param name="schema">The schema to write with, and to which values of other schemas are resolved. Default null: made from the type.</param>
    /// <returns>The serde.</returns>
    /// <exception cref="ArgumentException">The type cannot be mapped: a field has no property, a property no field, or their types do not fit.</exception>
    public static ISerde<T> Plain<T>(SchemaRegistrySession registry, RecordSchema? schema = null)
    {
        ArgumentNullException.ThrowIfNull(registry);
        return new AvroSerde<T>(registry, new PlainType<T>(schema), $"avro of {typeof(T).FullName}");
    }
}
