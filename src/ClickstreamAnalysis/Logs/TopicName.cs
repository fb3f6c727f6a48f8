using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace ClickstreamAnalysis.Logs;

/// <summary>The rule for topic names on every log. It is Apache Kafka's, so that a topology can move from one log to another.</summary>
public static class TopicName
{
    /// <summary>The rule as a phrase for messages, after "use" or "must be".</summary>
    public const string Rule = "1 to 249 characters of a-z, A-Z, 0-9, '.', '_' and '-', and not '.' or '..'";

    private const int MaxLength = 249;

    private static readonly SearchValues<char> s_allowed = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-");

    /// <summary>Checks whether a name follows the rule.</summary>
    /// <param name="name">The name.</param>
    /// <returns>True when it does; false otherwise, also for null.</returns>
    public static bool IsValid([NotNullWhen(true)] string? name) =>
        name is { Length: > 0 and <= MaxLength } and not ("." or "..") && !name.AsSpan().ContainsAnyExcept(s_allowed);

    /// <summary>Throws when a name violates the rule.</summary>
    /// <param name="name">The name.</param>
    /// <param name="paramName">The parameter that holds the name.</param>
    /// <exception cref="ArgumentException">The name violates the rule or is null.</exception>
    public static void ThrowIfInvalid([NotNull] string? name, string paramName = "topic")
    {
        ArgumentException.ThrowIfNullOrEmpty(name, paramName);
        if (!IsValid(name))
        {
            var shown = name.Length > MaxLength ? $"of {name.Length} characters" : $"'{name}'";
            throw new ArgumentException($"The topic name {shown} is not valid: use {Rule}.", paramName);
        }
    }
}
