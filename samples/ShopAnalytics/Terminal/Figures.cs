using System.Globalization;
using ClickstreamAnalysis;

namespace ShopAnalytics.Terminal;

/// <summary>Numbers and times as people read them.</summary>
internal static class Figures
{
    private const string Sparks = "▁▂▃▄▅▆▇█";

    public static string Count(double number) => number.ToString("#,0", CultureInfo.InvariantCulture);

    public static string Bytes(long bytes) => bytes < 1L << 30
        ? string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024d / 1024d:0} MiB")
        : string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024d / 1024d / 1024d:0.0} GiB");

    public static string Percent(long part, long whole) =>
        whole == 0 ? "–" : string.Create(CultureInfo.InvariantCulture, $"{100d * part / whole:0.0} %");

    public static string Elapsed(TimeSpan time) => time.TotalDays >= 1 ? time.ToString(@"d\.hh\:mm\:ss", null) : time.ToString(@"hh\:mm\:ss", null);

    public static string Time(long timestampMs) =>
        DateTimeOffset.FromUnixTimeMilliseconds(timestampMs).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    /// <summary>What operators did not use.</summary>
    public static string Losses(IReadOnlyList<OperatorLoss> losses) =>
        string.Join(", ", losses.Select(loss => $"{loss.Operator} {Count(loss.Records)} {loss.Reason}"));

    /// <summary>A text that is no longer than there is room for.</summary>
    public static string Cut(string text, int width) => text.Length <= width ? text : string.Concat(text.AsSpan(0, Math.Max(0, width - 1)), "…");

    /// <summary>A row of little bars.</summary>
    public static string Sparkline(IReadOnlyList<double> values)
    {
        var highest = values.DefaultIfEmpty(0).Max();
        return highest <= 0
            ? new string(Sparks[0], values.Count)
            : string.Concat(values.Select(v => Sparks[(int)Math.Round(v / highest * (Sparks.Length - 1))]));
    }

    /// <summary>A bar of at most <paramref name="width"/> characters, to an eighth of a character.</summary>
    public static string Bar(long part, long whole, int width)
    {
        const string eighths = "▏▎▍▌▋▊▉█";
        var length = whole == 0 ? 0 : (int)Math.Round(part * 8d * width / whole);
        var rest = length % 8;
        return new string('█', length / 8) + (rest == 0 ? "" : eighths[rest - 1].ToString());
    }
}
