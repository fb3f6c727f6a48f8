using System.Linq.Expressions;
using System.Reflection;

namespace ClickstreamAnalysis.Avro.Types;

/// <summary>A property or constructor parameter of a plain type.</summary>
/// <param name="Property">The property.</param>
/// <param name="Parameter">The parameter of the constructor that sets it; null when the property is set.</param>
internal sealed record PlainMember(PropertyInfo Property, ParameterInfo? Parameter)
{
    public Type Type => Property.PropertyType;

    public AvroFieldAttribute? Attribute => Property.GetCustomAttribute<AvroFieldAttribute>() ?? Parameter?.GetCustomAttribute<AvroFieldAttribute>();

    /// <summary>The name of its field in a schema that is made from the type.</summary>
    public string FieldName => Attribute?.Name ?? char.ToLowerInvariant(Property.Name[0]) + Property.Name[1..];

    /// <summary>The members of a type: properties that a constructor or a setter sets.</summary>
    /// <exception cref="ArgumentException">Nothing sets the properties of the type.</exception>
    public static (ConstructorInfo? Constructor, PlainMember[] Members) Of(Type type)
    {
        var properties = type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(static property => property.GetMethod is not null && property.GetIndexParameters().Length == 0).ToArray();
        var constructor = type.GetConstructors().OrderByDescending(static candidate => candidate.GetParameters().Length)
            .FirstOrDefault(candidate => candidate.GetParameters().All(parameter => Array.Exists(properties, property => IsSetBy(property, parameter))));
        if (constructor is null && !type.IsValueType)
        {
            throw new ArgumentException($"{type.Name} has no public constructor whose parameters are properties of the type.");
        }

        var parameters = constructor?.GetParameters() ?? [];
        return (constructor,
        [
            .. properties
                .Select(property => new PlainMember(property, Array.Find(parameters, parameter => IsSetBy(property, parameter))))
                .Where(static member => member.Parameter is not null || member.Property.SetMethod is { IsPublic: true }),
        ]);
    }

    /// <summary>The member that is a field of a schema; null for none.</summary>
    public static PlainMember? Find(PlainMember[] members, global::Avro.Field field)
    {
        bool IsNamed(string name) => members.Any(member => Matches(member, name));
        var wanted = IsNamed(field.Name) ? field.Name : field.Aliases?.FirstOrDefault(IsNamed);
        return wanted is null ? null : members.First(member => Matches(member, wanted));
    }

    /// <summary>Compiles the getter.</summary>
    public Func<object, object?> Getter()
    {
        var target = Expression.Parameter(typeof(object));
        return Expression.Lambda<Func<object, object?>>(
            Expression.Convert(Expression.Property(Expression.Convert(target, Property.DeclaringType!), Property), typeof(object)), target).Compile();
    }

    private static bool Matches(PlainMember member, string name) =>
        string.Equals(member.FieldName, name, StringComparison.OrdinalIgnoreCase)
        || (member.Attribute is null && string.Equals(member.Property.Name, name.Replace("_", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase));

    private static bool IsSetBy(PropertyInfo property, ParameterInfo parameter) =>
        string.Equals(property.Name, parameter.Name, StringComparison.OrdinalIgnoreCase) && property.PropertyType == parameter.ParameterType;
}
