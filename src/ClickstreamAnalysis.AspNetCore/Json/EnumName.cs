namespace ClickstreamAnalysis.AspNetCore.Json;

/// <summary>The values of enumerations as JSON names them: <c>notFound</c>.</summary>
internal static class EnumName
{
    public static string Of<T>(T value)
        where T : struct, Enum
    {
        var name = value.ToString();
        return $"{char.ToLowerInvariant(name[0])}{name.AsSpan(1)}";
    }
}
