namespace ClickstreamAnalysis.Validation;

/// <summary>Formats type names as in C# code, for messages.</summary>
internal static class TypeName
{
    private static readonly Dictionary<Type, string> s_keywords = new()
    {
        [typeof(bool)] = "bool",
        [typeof(byte)] = "byte",
        [typeof(int)] = "int",
        [typeof(long)] = "long",
        [typeof(float)] = "float",
        [typeof(double)] = "double",
        [typeof(decimal)] = "decimal",
        [typeof(char)] = "char",
        [typeof(string)] = "string",
        [typeof(object)] = "object",
    };

    public static string Of(Type type)
    {
        if (s_keywords.TryGetValue(type, out var keyword))
        {
            return keyword;
        }

        if (type.IsArray)
        {
            return $"{Of(type.GetElementType()!)}[]";
        }

        return type.IsGenericType ? $"{type.Name.Split('`')[0]}<{Arguments(type)}>" : type.Name;
    }

    /// <summary>The type arguments of a generic type, without the brackets.</summary>
    public static string Arguments(Type type) => string.Join(", ", type.GetGenericArguments().Select(Of));
}
