using System.Buffers.Text;

namespace ClickstreamAnalysis.Events;

/// <summary>Checks the escape sequences of a JSON string.</summary>
internal static class JsonEscapes
{
    /// <summary>Whether the escapes form complete characters, without unpaired surrogates.</summary>
    /// <param name="escaped">The content of a valid JSON string, without its quotes.</param>
    public static bool FormText(ReadOnlySpan<byte> escaped)
    {
        while (true)
        {
            var at = escaped.IndexOf((byte)'\\');
            if (at < 0)
            {
                return true;
            }

            escaped = escaped[at..];
            if (!TryReadUnit(escaped, out var unit))
            {
                escaped = escaped[2..];
                continue;
            }

            escaped = escaped[6..];
            if (char.IsLowSurrogate(unit))
            {
                return false;
            }

            if (char.IsHighSurrogate(unit))
            {
                if (!TryReadUnit(escaped, out var low) || !char.IsLowSurrogate(low))
                {
                    return false;
                }

                escaped = escaped[6..];
            }
        }
    }

    /// <summary>Reads the UTF-16 code unit at the beginning, written as <c>\uXXXX</c>.</summary>
    private static bool TryReadUnit(ReadOnlySpan<byte> escaped, out char unit)
    {
        unit = default;
        if (escaped.Length < 6 || escaped[0] != '\\' || escaped[1] != 'u'
            || !Utf8Parser.TryParse(escaped.Slice(2, 4), out ushort value, out var consumed, 'x') || consumed != 4)
        {
            return false;
        }

        unit = (char)value;
        return true;
    }
}
