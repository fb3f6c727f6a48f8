using System.Text;

namespace ShopAnalytics.Replay;

/// <summary>Splits a line in which fields are quoted.</summary>
internal static class CsvLine
{
    /// <returns>False when the quotes do not fit together.</returns>
    public static bool TrySplit(ReadOnlySpan<char> line, List<string> fields)
    {
        fields.Clear();
        while (true)
        {
            if (line is not ['"', ..])
            {
                var comma = line.IndexOf(',');
                var plain = comma < 0 ? line : line[..comma];
                if (plain.Contains('"'))
                {
                    return false;
                }

                fields.Add(plain.ToString());
                line = line[plain.Length..];
            }
            else if (!TryReadQuoted(ref line, fields))
            {
                return false;
            }

            if (line.IsEmpty)
            {
                return true;
            }

            line = line[1..];
        }
    }

    private static bool TryReadQuoted(ref ReadOnlySpan<char> line, List<string> fields)
    {
        var field = new StringBuilder();
        line = line[1..];
        while (true)
        {
            var quote = line.IndexOf('"');
            if (quote < 0)
            {
                return false;
            }

            field.Append(line[..quote]);
            line = line[(quote + 1)..];
            if (line is not ['"', ..])
            {
                fields.Add(field.ToString());
                return line is [] or [',', ..];
            }

            field.Append('"');
            line = line[1..];
        }
    }
}
