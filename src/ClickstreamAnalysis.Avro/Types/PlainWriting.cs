using System.Collections;
using System.Globalization;
using Avro;
using Avro.Generic;

namespace ClickstreamAnalysis.Avro.Types;

/// <summary>Maps plain types to what Apache.Avro writes.</summary>
internal static class PlainWriting
{
    /// <summary>Creates the function that maps values of a type to a schema.</summary>
    /// <exception cref="ArgumentException">The type does not fit the schema.</exception>
    public static Func<object?, object?> For(Schema schema, Type type) => new PlainMappings(Create).For(schema, type);

    private static Func<object?, object?> Create(Schema schema, Type type, PlainMappings mappings)
    {
        var inner = Nullable.GetUnderlyingType(type) ?? type;
        switch (schema)
        {
            case UnionSchema union:
                var write = mappings.For(PlainSchema.BranchOf(union, type), inner);
                return value => value is null ? null : write(value);
            case RecordSchema record:
                return RecordOf(record, inner, mappings);
            case ArraySchema array when PlainSchema.ItemOf(inner) is { } item:
                var writeItem = mappings.For(array.ItemSchema, item);
                return value => ((IEnumerable)value!).Cast<object?>().Select(writeItem).ToArray();
            case MapSchema map when PlainSchema.ValueOf(inner) is { } itemType:
                var writeValue = mappings.For(map.ValueSchema, itemType);
                return value => DictionaryOf((IEnumerable)value!, writeValue);
            case EnumSchema symbols when inner.IsEnum || inner == typeof(string):
                return value => new GenericEnum(symbols, SymbolOf(symbols, value!.ToString()!));
            case FixedSchema length when inner == typeof(byte[]):
                return value => new GenericFixed(length, (byte[])value!);
            case LogicalSchema or PrimitiveSchema:
                return PlainValues.ToAvro(schema, inner);
            default:
                throw PlainSchema.Unfit(schema, type);
        }
    }

    private static Func<object?, object?> RecordOf(RecordSchema record, Type type, PlainMappings mappings)
    {
        var (_, members) = PlainMember.Of(type);
        var fields = record.Fields.Select(field =>
        {
            var member = PlainMember.Find(members, field);
            if (member is null && field.Schema is not UnionSchema)
            {
                throw new ArgumentException(
                    $"Field '{field.Name}' of schema '{record.Fullname}' is no property of {type.Name}, and cannot be null: its properties are {string.Join(", ", members.Select(static known => known.Property.Name))}.");
            }

            return (field.Pos, Get: member?.Getter(), Write: member is null ? null : mappings.For(field.Schema, member.Type));
        }).ToArray();
        return value =>
        {
            ArgumentNullException.ThrowIfNull(value);
            var written = new GenericRecord(record);
            foreach (var (position, get, write) in fields)
            {
                written.Add(position, get is null ? null : write!(get(value)));
            }

            return written;
        };
    }

    private static string SymbolOf(EnumSchema symbols, string name) =>
        symbols.Symbols.FirstOrDefault(symbol => string.Equals(symbol, name, StringComparison.OrdinalIgnoreCase))
            ?? throw new ArgumentException("The value is no symbol of the enum of the schema.");

    private static Dictionary<string, object?> DictionaryOf(IEnumerable items, Func<object?, object?> write)
    {
        var dictionary = new Dictionary<string, object?>();
        foreach (DictionaryEntry entry in (IDictionary)items)
        {
            dictionary.Add(Convert.ToString(entry.Key, CultureInfo.InvariantCulture)!, write(entry.Value));
        }

        return dictionary;
    }
}
