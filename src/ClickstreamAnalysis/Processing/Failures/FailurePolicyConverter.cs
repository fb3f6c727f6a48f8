using System.ComponentModel;
using System.Globalization;

namespace ClickstreamAnalysis.Processing.Failures;

/// <summary>Reads a policy from the text of a configuration file: <c>Fail</c>, <c>Skip</c> or <c>DeadLetter:</c> and the topic.</summary>
/// <remarks>Upper and lower case are the same, as they are for enums in configuration files.</remarks>
/// <typeparam name="TPolicy">The type of the policy.</typeparam>
/// <param name="fail">The policy for <c>Fail</c>.</param>
/// <param name="skip">The policy for <c>Skip</c>.</param>
/// <param name="deadLetter">Creates the policy for <c>DeadLetter</c> from the topic.</param>
internal abstract class FailurePolicyConverter<TPolicy>(TPolicy fail, TPolicy skip, Func<string, TPolicy> deadLetter) : TypeConverter
    where TPolicy : class
{
    private const string DeadLetterPrefix = "DeadLetter:";

    /// <inheritdoc/>
    public override bool CanConvertFrom(ITypeDescriptorContext? context, Type sourceType) =>
        sourceType == typeof(string) || base.CanConvertFrom(context, sourceType);

    /// <inheritdoc/>
    /// <exception cref="FormatException">The text names no policy.</exception>
    public override object? ConvertFrom(ITypeDescriptorContext? context, CultureInfo? culture, object value) =>
        value is string text ? Parse(text.Trim()) : base.ConvertFrom(context, culture, value);

    private TPolicy Parse(string text)
    {
        if (text.Equals("Fail", StringComparison.OrdinalIgnoreCase))
        {
            return fail;
        }

        if (text.Equals("Skip", StringComparison.OrdinalIgnoreCase))
        {
            return skip;
        }

        return text.StartsWith(DeadLetterPrefix, StringComparison.OrdinalIgnoreCase) && text[DeadLetterPrefix.Length..].Trim() is { Length: > 0 } topic
            ? deadLetter(topic)
            : throw new FormatException($"'{text}' is not a policy for records that fail. Write Fail, Skip, or DeadLetter:TOPIC.");
    }
}
