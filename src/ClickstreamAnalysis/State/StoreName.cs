namespace ClickstreamAnalysis.State;

/// <summary>The rule for names that become parts of topic names.</summary>
internal static class StoreName
{
    private const int MaxLength = 100;

    public static void ThrowIfInvalid(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (!IsValid(name))
        {
            throw new ArgumentException(
                $"'{name}' cannot be a name here: use 1 to {MaxLength} letters, digits, '.', '_' or '-', because it becomes part of a topic's name.",
                nameof(name));
        }
    }

    public static bool IsValid(string name) => name.Length is > 0 and <= MaxLength && name.All(IsAllowed);

    private static bool IsAllowed(char c) => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-';
}
