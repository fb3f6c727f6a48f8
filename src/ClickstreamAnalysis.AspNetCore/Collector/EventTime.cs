using System.Text.Json;

namespace ClickstreamAnalysis.AspNetCore.Collector;

/// <summary>Event times on the collector's clock.</summary>
internal static class EventTime
{
    private const long MaxMs = 253_402_300_799_999;

    /// <summary>The difference between the clocks that requests on their way can explain.</summary>
    private const long ToleranceMs = 10_000;

    /// <summary>Reads the event time of a click, corrected by the browser's clock.</summary>
    /// <remarks>
    /// A browser's clock may be wrong by years, but the time between click and sending is right on it. A small difference is the time that the request took, which
    /// must not change the order of clicks in two requests. A click without a time happened when its request arrived, and none happened after that.
    /// </remarks>
    /// <param name="time">The time of the click; undefined when it has none.</param>
    /// <param name="sentAt">When the browser sent it; undefined when it does not say.</param>
    /// <param name="received">When the request arrived.</param>
    /// <param name="result">The event time.</param>
    /// <returns>False when a time cannot be read, or is before 1970.</returns>
    public static bool TryRead(JsonElement time, JsonElement sentAt, DateTimeOffset received, out DateTimeOffset result)
    {
        var receivedMs = received.ToUnixTimeMilliseconds();
        result = received;
        if (time.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null)
        {
            return true;
        }

        if (!TryReadMs(time, out var timeMs))
        {
            return false;
        }

        if (sentAt.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null))
        {
            if (!TryReadMs(sentAt, out var sentMs))
            {
                return false;
            }

            timeMs += Math.Abs(receivedMs - sentMs) > ToleranceMs ? receivedMs - sentMs : 0;
        }

        result = DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(timeMs, 0, receivedMs));
        return timeMs >= 0;
    }

    private static bool TryReadMs(JsonElement time, out long ms)
    {
        ms = -1;
        if (time.ValueKind == JsonValueKind.String)
        {
            ms = ClickTime.TryParse(time.GetString(), out var parsed) ? parsed.ToUnixTimeMilliseconds() : -1;
        }
        else if (time.ValueKind == JsonValueKind.Number && time.TryGetDouble(out var number) && number is >= 0 and <= MaxMs)
        {
            ms = (long)number;
        }

        return ms >= 0;
    }
}
