using System.Buffers.Text;

namespace ClickstreamAnalysis.Events;

/// <summary>Parses a time that is a number in a unit, or a text in ISO 8601.</summary>
internal static class MappedTime
{
    /// <summary>The time in milliseconds since 1970; null when it is none, or not from 1970 to the year 9999.</summary>
    public static long? Parse(ReadOnlySpan<byte> text, ClickTimeUnit unit)
    {
        if (Utf8Parser.TryParse(text, out long whole, out var used) && used == text.Length)
        {
            return InRange(unit switch
            {
                ClickTimeUnit.Seconds => whole <= ClickEventSerde.MaxTimestampMs / 1_000 ? whole * 1_000 : -1,
                ClickTimeUnit.Microseconds => whole / 1_000,
                _ => whole,
            });
        }

        if (Utf8Parser.TryParse(text, out double number, out used) && used == text.Length)
        {
            var ms = unit switch { ClickTimeUnit.Seconds => number * 1_000, ClickTimeUnit.Microseconds => number / 1_000, _ => number };
            return ms is >= 0 and <= ClickEventSerde.MaxTimestampMs ? (long)ms : null;
        }

        return IsoTime.TryParse(text, out var timestampMs) ? InRange(timestampMs) : null;
    }

    private static long? InRange(long timestampMs) => timestampMs is >= 0 and <= ClickEventSerde.MaxTimestampMs ? timestampMs : null;
}
