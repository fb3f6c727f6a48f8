namespace ClickstreamAnalysis.Serialization;

/// <summary>Names types independently of assembly versions.</summary>
internal static class SerdeName
{
    public static string Of(Type type)
    {
        if (type.IsArray)
        {
            return Of(type.GetElementType()!) + "[]";
        }

        if (!type.IsGenericType)
        {
            return type.FullName ?? type.Name;
        }

        var definition = type.GetGenericTypeDefinition().FullName!;
        return $"{definition}<{string.Join(", ", type.GetGenericArguments().Select(Of))}>";
    }
}
