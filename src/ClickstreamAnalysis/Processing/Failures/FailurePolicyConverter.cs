using System.ComponentModel;
using System.Globalization;

namespace ClickstreamAnalysis.Processing.Failures;

/// <summary>Reads a policy from the text of a configuration file.</summary>
/// <typeparam name="TPolicy">The type of the policy.</typeparam>
/// <param name="parse">Reads the text.</param>
internal abstract class FailurePolicyConverter<TPolicy>(Func<string, TPolicy> parse) : TypeConverter
    where TPolicy : class
{
    /// <inheritdoc/>
    public override bool CanConvertFrom(ITypeDescriptorContext? context, Type sourceType) =>
        sourceType == typeof(string) || base.CanConvertFrom(context, sourceType);

    /// <inheritdoc/>
    /// <exception cref="FormatException">The text names no policy.</exception>
    public override object? ConvertFrom(ITypeDescriptorContext? context, CultureInfo? culture, object value) =>
        value is string text ? parse(text) : base.ConvertFrom(context, culture, value);
}
