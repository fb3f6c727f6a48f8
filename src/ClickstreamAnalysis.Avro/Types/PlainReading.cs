using System.Collections;
using System.Linq.Expressions;
using Avro;
using Avro.Generic;

namespace ClickstreamAnalysis.Avro.Types;

/// <summary>Maps what Apache.Avro reads to plain types.</summary>
internal static class PlainReading
{
    /// <summary>Creates the function that maps values of a schema to a type.</summary>
    /// <exception cref="ArgumentException">The type does not fit the schema.</exception>
    public static Func<object?, object?> For(Schema schema, Type type) => new PlainMappings(Create).For(schema, type);

    private static Func<object?, object?> Create(Schema schema, Type type, PlainMappings mappings)
    {
        var inner = Nullable.GetUnderlyingType(type) ?? type;
        switch (schema)
        {
            case UnionSchema union:
                var branch = PlainSchema.BranchOf(union, type);
                var read = mappings.For(branch, inner);
                var absent = type.IsValueType && inner == type ? Activator.CreateInstance(type) : null;
                return value => value is null ? absent : read(value);
            case RecordSchema record when inner.IsClass || inner.IsValueType:
                return RecordOf(record, inner, mappings);
            case ArraySchema array when PlainSchema.ItemOf(inner) is { } item:
                var readItem = mappings.For(array.ItemSchema, item);
                return value => ListOf((IEnumerable)value!, inner, item, readItem);
            case MapSchema map when PlainSchema.ValueOf(inner) is { } itemType:
                var readValue = mappings.For(map.ValueSchema, itemType);
                return value => DictionaryOf((IDictionary<string, object>)value!, itemType, readValue);
            case EnumSchema when inner.IsEnum:
                return value => Enum.Parse(inner, ((GenericEnum)value!).Value, ignoreCase: true);
            case EnumSchema when inner == typeof(string):
                return static value => ((GenericEnum)value!).Value;
            case FixedSchema when inner == typeof(byte[]):
                return static value => ((GenericFixed)value!).Value;
            case LogicalSchema or PrimitiveSchema:
                return PlainValues.FromAvro(schema, inner);
            default:
                throw PlainSchema.Unfit(schema, type);
        }
    }

    private static Func<object?, object?> RecordOf(RecordSchema record, Type type, PlainMappings mappings)
    {
        var (constructor, members) = PlainMember.Of(type);
        var values = Expression.Parameter(typeof(object[]));
        var fields = new List<(int Position, Func<object?, object?> Read)>();
        var sources = new Dictionary<PlainMember, Expression>();
        foreach (var field in record.Fields)
        {
            if (PlainMember.Find(members, field) is { } member)
            {
                sources[member] = Expression.Convert(Expression.ArrayIndex(values, Expression.Constant(fields.Count)), member.Type);
                fields.Add((field.Pos, mappings.For(field.Schema, member.Type)));
            }
        }

        if (sources.Count == 0)
        {
            throw new ArgumentException($"No field of schema '{record.Fullname}' is a property of {type.Name}: its fields are {string.Join(", ", record.Fields.Select(static field => field.Name))}.");
        }

        if (members.FirstOrDefault(member => !sources.ContainsKey(member) && member.Parameter is { HasDefaultValue: false }) is { } missing)
        {
            throw new ArgumentException(
                $"{type.Name}.{missing.Property.Name} is no field of schema '{record.Fullname}': its fields are {string.Join(", ", record.Fields.Select(static field => field.Name))}.");
        }

        var created = constructor is null ? Expression.New(type) : Expression.New(constructor, constructor.GetParameters().Select(parameter =>
            sources.FirstOrDefault(source => source.Key.Parameter == parameter).Value
                ?? Expression.Convert(Expression.Constant(parameter.DefaultValue), parameter.ParameterType)));
        var bindings = sources.Where(static source => source.Key.Parameter is null).Select(static source => Expression.Bind(source.Key.Property, source.Value));
        var create = Expression.Lambda<Func<object?[], object>>(Expression.Convert(Expression.MemberInit(created, bindings), typeof(object)), values).Compile();
        return value =>
        {
            var from = (GenericRecord)value!;
            var arguments = new object?[fields.Count];
            for (var i = 0; i < arguments.Length; i++)
            {
                arguments[i] = fields[i].Read(from.GetValue(fields[i].Position));
            }

            return create(arguments);
        };
    }

    private static object ListOf(IEnumerable items, Type type, Type itemType, Func<object?, object?> read)
    {
        var list = (IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(itemType))!;
        foreach (var item in items)
        {
            list.Add(read(item));
        }

        if (!type.IsArray)
        {
            return list;
        }

        var array = Array.CreateInstance(itemType, list.Count);
        list.CopyTo(array, 0);
        return array;
    }

    private static IDictionary DictionaryOf(IDictionary<string, object> items, Type itemType, Func<object?, object?> read)
    {
        var dictionary = (IDictionary)Activator.CreateInstance(typeof(Dictionary<,>).MakeGenericType(typeof(string), itemType))!;
        foreach (var (key, item) in items)
        {
            dictionary.Add(key, read(item));
        }

        return dictionary;
    }
}
