using System.Text;

namespace ShopAnalytics.Replay;

/// <summary>Splits a record into its fields, quoted or not.</summary>
internal static class CsvRecord
{
    public static CsvSplit Split(ReadOnlySpan<char> record, List<string> fields)
    {
        fields.Clear();
        while (true)
        {
            if (record is not ['"', ..])
            {
                var comma = record.IndexOf(',');
                var plain = comma < 0 ? record : record[..comma];
                if (plain.Contains('"'))
                {
                    return CsvSplit.Wrong;
                }

                fields.Add(plain.ToString());
                record = record[plain.Length..];
            }
            else if (ReadQuoted(ref record, fields) is not CsvSplit.Whole and var split)
            {
                return split;
            }

            if (record.IsEmpty)
            {
                return CsvSplit.Whole;
            }

            record = record[1..];
        }
    }

    private static CsvSplit ReadQuoted(ref ReadOnlySpan<char> record, List<string> fields)
    {
        var field = new StringBuilder();
        record = record[1..];
        while (true)
        {
            var quote = record.IndexOf('"');
            if (quote < 0)
            {
                return CsvSplit.Unclosed;
            }

            field.Append(record[..quote]);
            record = record[(quote + 1)..];
            if (record is not ['"', ..])
            {
                fields.Add(field.ToString());
                return record is [] or [',', ..] ? CsvSplit.Whole : CsvSplit.Wrong;
            }

            field.Append('"');
            record = record[1..];
        }
    }
}
