namespace ClickstreamAnalysis.Processing.Failures;

/// <summary>Reads policies from text.</summary>
internal static class FailurePolicyText
{
    private const string DeadLetterPrefix = "DeadLetter:";

    /// <summary>Reads a policy. Upper and lower case are the same, as they are for enums in configuration files.</summary>
    /// <exception cref="FormatException">The text names no policy.</exception>
    public static TPolicy Parse<TPolicy>(string text, TPolicy fail, TPolicy skip, Func<string, TPolicy> deadLetter)
        where TPolicy : class
    {
        text = text.Trim();
        if (text.Equals("Fail", StringComparison.OrdinalIgnoreCase))
        {
            return fail;
        }

        if (text.Equals("Skip", StringComparison.OrdinalIgnoreCase))
        {
            return skip;
        }

        try
        {
            return text.StartsWith(DeadLetterPrefix, StringComparison.OrdinalIgnoreCase) && text[DeadLetterPrefix.Length..].Trim() is { Length: > 0 } topic
                ? deadLetter(topic)
                : throw new FormatException($"'{text}' is not a policy for records that fail. Write Fail, Skip, or DeadLetter: and the topic.");
        }
        catch (ArgumentException error)
        {
            throw new FormatException(error.Message, error);
        }
    }
}
