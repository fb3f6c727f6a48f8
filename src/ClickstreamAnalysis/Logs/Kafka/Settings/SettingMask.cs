using System.Text.RegularExpressions;

namespace ClickstreamAnalysis.Logs.Kafka.Settings;

/// <summary>Removes the values of the user's properties from the client's messages. Immutable, therefore thread-safe.</summary>
/// <remarks>
/// The client quotes rejected values, either whole or from the position of the first parse error on. Any property may contain a secret by
/// mistake, so all values are removed except those known to be harmless.
/// </remarks>
internal sealed partial class SettingMask
{
    private const string Mask = "…";

    // Shorter parts occur in any text and reveal little of a secret.
    private const int LeastPiece = 6;
    private const int LeastWord = 3;

    private static readonly char[] s_separators = [' ', ',', ';', '='];

    private readonly (string Property, string Value)[] _hidden;

    public SettingMask(KafkaLogOptions options)
    {
        var all = options.ClientProperties.Concat(options.ConsumerProperties).Concat(options.ProducerProperties).Concat(options.AdminProperties);
        _hidden =
        [
            .. all.Where(static property => property.Value.Length >= LeastWord && !HarmlessSettings.Contains(property.Key, property.Value))
                .Select(static property => (property.Key, property.Value))
                .Distinct()
                .OrderByDescending(static property => property.Value.Length),
        ];
    }

    /// <summary>Returns the text with secret values masked.</summary>
    public string Clean(string text)
    {
        if (_hidden.Length == 0)
        {
            return text;
        }

        foreach (var (property, value) in _hidden)
        {
            var isAbout = text.Contains(property, StringComparison.Ordinal);
            text = text.Replace(value, Mask, StringComparison.Ordinal);
            text = WithoutPieces(text, value);
            if (isAbout)
            {
                text = WithoutWords(text, property, value);
            }
        }

        return text;
    }

    /// <summary>Returns a rejection message with the quoted value masked, even if that is not a known value.</summary>
    public string CleanRefusal(string text) => Clean(QuotedValue().Replace(text, $"value {Mask} "));

    /// <summary>Removes beginnings and ends of the value, as long as any are found.</summary>
    private static string WithoutPieces(string text, string value)
    {
        if (value.Length <= LeastPiece)
        {
            return text;
        }

        int at;
        while ((at = text.IndexOf(value[^LeastPiece..], StringComparison.Ordinal)) >= 0)
        {
            var (first, length) = (at, LeastPiece);
            while (first > 0 && length < value.Length && text[first - 1] == value[^(length + 1)])
            {
                first--;
                length++;
            }

            text = string.Concat(text.AsSpan(0, first), Mask, text.AsSpan(at + LeastPiece));
        }

        while ((at = text.IndexOf(value[..LeastPiece], StringComparison.Ordinal)) >= 0)
        {
            var length = LeastPiece;
            while (length < value.Length && at + length < text.Length && text[at + length] == value[length])
            {
                length++;
            }

            text = string.Concat(text.AsSpan(0, at), Mask, text.AsSpan(at + length));
        }

        return text;
    }

    /// <summary>Masks the words of a list value. The property's own name is kept.</summary>
    private static string WithoutWords(string text, string property, string value) => string.Join(
        property,
        text.Split(property).Select(part => value.Split(s_separators).Where(static word => word.Length >= LeastWord)
            .Aggregate(part, static (rest, word) => rest.Replace(word, Mask, StringComparison.Ordinal))));

    [GeneratedRegex("""(?<=\b)value (".*"|\S+) (?=for |is |of )""", RegexOptions.Singleline)]
    private static partial Regex QuotedValue();
}
