using System.Collections;
using System.Reflection;
using System.Text.Json.Nodes;
using Avro;

namespace ClickstreamAnalysis.Avro.Types;

/// <summary>Makes a schema from a plain type, and says which types fit which schemas.</summary>
internal static class PlainSchema
{
    private static readonly Dictionary<Type, string> s_primitives = new()
    {
        [typeof(bool)] = "boolean",
        [typeof(sbyte)] = "int",
        [typeof(byte)] = "int",
        [typeof(short)] = "int",
        [typeof(ushort)] = "int",
        [typeof(int)] = "int",
        [typeof(uint)] = "long",
        [typeof(long)] = "long",
        [typeof(float)] = "float",
        [typeof(double)] = "double",
        [typeof(string)] = "string",
        [typeof(byte[])] = "bytes",
    };

    private static readonly Dictionary<Type, (string Type, string Logical)> s_logical = new()
    {
        [typeof(DateTime)] = ("long", "timestamp-micros"),
        [typeof(DateTimeOffset)] = ("long", "timestamp-micros"),
        [typeof(DateOnly)] = ("int", "date"),
        [typeof(TimeOnly)] = ("long", "time-micros"),
        [typeof(TimeSpan)] = ("long", "time-micros"),
        [typeof(Guid)] = ("string", "uuid"),
    };

    /// <summary>The schema of a type, as JSON.</summary>
    /// <exception cref="ArgumentException">A property has a type without a schema.</exception>
    public static string Of(Type type) => Of(type, type.Name, []).ToJsonString();

    /// <summary>The branch of a union that is not null.</summary>
    /// <exception cref="ArgumentException">There are several.</exception>
    public static Schema BranchOf(UnionSchema union, Type type)
    {
        var branches = union.Schemas.Where(static branch => branch.Tag != Schema.Type.Null).ToArray();
        return branches.Length == 1 ? branches[0] : throw Unfit(union, type);
    }

    /// <summary>The type of the items of a list or an array; null for other types.</summary>
    public static Type? ItemOf(Type type) =>
        type == typeof(string) || type == typeof(byte[]) || ValueOf(type) is not null ? null
        : type.IsArray ? type.GetElementType()
        : type.IsGenericType && type.IsAssignableFrom(typeof(List<>).MakeGenericType(type.GetGenericArguments()[0])) ? type.GetGenericArguments()[0]
        : null;

    /// <summary>The type of the values of a dictionary by string; null for other types.</summary>
    public static Type? ValueOf(Type type) =>
        type.IsGenericType && type.GetGenericArguments() is [var key, var value] && key == typeof(string)
            && type.IsAssignableFrom(typeof(Dictionary<,>).MakeGenericType(key, value)) ? value : null;

    public static ArgumentException Unfit(Schema schema, Type type) => new(
        $"The Avro type '{(schema is LogicalSchema logical ? logical.LogicalTypeName : schema.Name)}' cannot be {type.Name}.");

    private static JsonNode Of(Type type, string where, HashSet<Type> known)
    {
        if (s_primitives.TryGetValue(type, out var primitive))
        {
            return primitive;
        }

        if (s_logical.TryGetValue(type, out var logical))
        {
            return new JsonObject { ["type"] = logical.Type, ["logicalType"] = logical.Logical };
        }

        if (Nullable.GetUnderlyingType(type) is { } inner)
        {
            return new JsonArray("null", Of(inner, where, known));
        }

        if (ValueOf(type) is { } value)
        {
            return new JsonObject { ["type"] = "map", ["values"] = Of(value, where, known) };
        }

        if (ItemOf(type) is { } item)
        {
            return new JsonObject { ["type"] = "array", ["items"] = Of(item, where, known) };
        }

        if (type == typeof(decimal) || typeof(IEnumerable).IsAssignableFrom(type) || type.IsGenericType || type.IsInterface || type.IsPointer || type == typeof(object))
        {
            throw new ArgumentException(
                $"{where} is {type.Name}, for which no Avro schema can be made: pass the schema{(type == typeof(decimal) ? ", which has the precision and scale" : "")}.");
        }

        if (!known.Add(type))
        {
            return type.FullName!.Replace('+', '.');
        }

        return type.IsEnum ? EnumOf(type) : RecordOf(type, known);
    }

    private static JsonObject EnumOf(Type type) => new()
    {
        ["type"] = "enum",
        ["name"] = type.FullName!.Replace('+', '.'),
        ["symbols"] = new JsonArray([.. Enum.GetNames(type).Select(static name => (JsonNode)name)]),
    };

    private static JsonObject RecordOf(Type type, HashSet<Type> known)
    {
        var nullability = new NullabilityInfoContext();
        var fields = new JsonArray();
        foreach (var member in PlainMember.Of(type).Members)
        {
            var schema = Of(member.Type, $"{type.Name}.{member.Property.Name}", known);
            var isNullable = Nullable.GetUnderlyingType(member.Type) is not null;
            if (!member.Type.IsValueType && nullability.Create(member.Property).ReadState == NullabilityState.Nullable)
            {
                (schema, isNullable) = (new JsonArray("null", schema), true);
            }

            var field = new JsonObject { ["name"] = member.FieldName, ["type"] = schema };
            if (isNullable)
            {
                field["default"] = null;
            }
            else if (member.Parameter is { HasDefaultValue: true, DefaultValue: bool or int or long or double or string } parameter)
            {
                field["default"] = JsonValue.Create(parameter.DefaultValue);
            }

            if (member.Attribute is { Aliases.Length: > 0 } attribute)
            {
                field["aliases"] = new JsonArray([.. attribute.Aliases.Select(static alias => (JsonNode)alias)]);
            }

            fields.Add(field);
        }

        return new JsonObject { ["type"] = "record", ["name"] = type.FullName!.Replace('+', '.'), ["fields"] = fields };
    }
}
