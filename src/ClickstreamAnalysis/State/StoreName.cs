using System.Buffers;

namespace ClickstreamAnalysis.State;

/// <summary>The rule for names of stores, stateful operators, applications and instances.</summary>
/// <remarks>
/// Such a name becomes part of topic names, and an application's name is also a directory on any operating system. So it must not be a
/// relative path (<c>.</c>, <c>..</c>), end with a dot, which Windows removes, or be a Windows device name (<c>CON</c>, <c>nul.txt</c>).
/// </remarks>
internal static class StoreName
{
    /// <summary>The rule as a phrase for messages, following "use" or "must be".</summary>
    public const string Rule = "1 to 100 letters, digits, '.', '_' or '-', without a '.' at its end, and not a device name of Windows such as CON or NUL";

    private const int MaxLength = 100;

    private static readonly SearchValues<char> s_allowed = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-");

    /// <summary>Throws when a name breaks the rule.</summary>
    /// <exception cref="ArgumentException">The name breaks the rule, or is null or empty.</exception>
    public static void ThrowIfInvalid(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (!IsValid(name))
        {
            throw new ArgumentException($"The name '{name}' is not valid: use {Rule}, because it becomes part of topic names.", nameof(name));
        }
    }

    /// <summary>Whether a name follows the rule.</summary>
    public static bool IsValid(string name) =>
        name.Length is > 0 and <= MaxLength && !name.AsSpan().ContainsAnyExcept(s_allowed) && name[^1] != '.' && !IsDevice(name.AsSpan());

    /// <summary>Windows ignores the extension of a device name.</summary>
    private static bool IsDevice(ReadOnlySpan<char> name)
    {
        var dot = name.IndexOf('.');
        var stem = dot < 0 ? name : name[..dot];
        return stem.Length switch
        {
            3 => Is(stem, "CON") || Is(stem, "PRN") || Is(stem, "AUX") || Is(stem, "NUL"),
            4 => char.IsAsciiDigit(stem[3]) && (Is(stem[..3], "COM") || Is(stem[..3], "LPT")),
            _ => false,
        };
    }

    private static bool Is(ReadOnlySpan<char> stem, string device) => stem.Equals(device, StringComparison.OrdinalIgnoreCase);
}
