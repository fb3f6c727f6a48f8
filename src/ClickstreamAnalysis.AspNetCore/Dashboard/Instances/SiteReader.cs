using System.Buffers;
using ClickstreamAnalysis.AspNetCore.Dashboard.Contract;
using ClickstreamAnalysis.AspNetCore.Insights;

namespace ClickstreamAnalysis.AspNetCore.Dashboard.Instances;

/// <summary>Reads the insights that this instance has.</summary>
internal static class SiteReader
{
    /// <summary>How many minutes a span has.</summary>
    public const int SpanMinutes = 30;

    /// <summary>A user is active for so many minutes after a click.</summary>
    public const int ActiveMinutes = 5;

    private const int MaxMinutes = 60;

    /// <summary>Reads the minutes before a time.</summary>
    /// <param name="state">The state.</param>
    /// <param name="name">The name of the insights.</param>
    /// <param name="end">The minute at which the span ends, exclusive; null for the end of what is here.</param>
    public static SitePart Read(StateView state, string name, long? end)
    {
        var minutes = state.Windows<long, SiteMinute>(name).All().OrderBy(static window => window.Key.Key).ToList();
        var latest = minutes.Count > 0 ? minutes[^1].Key.Key : (long?)null;
        var to = end ?? latest + 1 ?? 0;
        return new SitePart(
            latest,
            [.. minutes.Where(window => window.Key.Key >= to - MaxMinutes && window.Key.Key < to).Select(static window => RowOf(window.Key.Key, window.Value))],
            Merge(minutes, to - SpanMinutes, to),
            Merge(minutes, to - (2 * SpanMinutes), to - SpanMinutes),
            Merge(minutes, to - ActiveMinutes, to));
    }

    private static SiteMinuteRow RowOf(long minute, SiteMinute figures) =>
        new(minute * FactProcessor<ClickEvent>.MinuteMs, figures.Clicks, figures.Users.Estimate(), figures.Opened, figures.Closed);

    private static byte[]? Merge(List<KeyValuePair<Windowed<long>, SiteMinute>> minutes, long from, long to)
    {
        SiteMinute? merged = null;
        foreach (var (key, figures) in minutes)
        {
            if (key.Key >= from && key.Key < to)
            {
                merged = (merged ?? new SiteMinute()).Merge(figures);
            }
        }

        if (merged is null)
        {
            return null;
        }

        var bytes = new ArrayBufferWriter<byte>();
        SiteMinuteSerde.Instance.Serialize(merged, bytes);
        return bytes.WrittenSpan.ToArray();
    }
}
