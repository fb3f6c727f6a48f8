using System.Globalization;
using System.Text;
using ClickstreamAnalysis;
using Spectre.Console;

namespace ShopAnalytics.Terminal;

/// <summary>Formats numbers, times and texts for a screen.</summary>
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

    public static string NameOf(WorkKind kind) => kind switch { WorkKind.Restore => "restore", WorkKind.CatchUp => "catch-up", _ => "drain" };

    /// <summary>The percentage, the rate and the time left of long work.</summary>
    public static string Rest(WorkProgress work)
    {
        var left = work.TimeLeft is { } time ? $"{Elapsed(time)} left" : "time left unknown";
        return string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(100 * work.Fraction):0} % · {Count(work.PerSecond)}/s · {left}");
    }

    /// <summary>The records that operators dropped.</summary>
    public static string Losses(IReadOnlyList<OperatorLoss> losses) =>
        string.Join(", ", losses.Select(loss => $"{loss.Operator} {Count(loss.Records)} {loss.Reason}"));

    /// <summary>Cuts a text to a number of columns.</summary>
    public static string Cut(string text, int width)
    {
        // Line breaks and other control characters would break the layout.
        var line = string.Concat(text.EnumerateRunes().Select(rune => Rune.IsControl(rune) ? " " : rune.ToString()));
        if (line.GetCellWidth() <= width)
        {
            return line;
        }

        var cut = new StringBuilder();
        var room = width - 1;
        foreach (var rune in line.EnumerateRunes())
        {
            room -= rune.ToString().GetCellWidth();
            if (room < 0)
            {
                break;
            }

            cut.Append(rune);
        }

        return cut.Append(width > 0 ? "…" : "").ToString();
    }

    /// <summary>Cuts a text to a number of columns, or fills it up with spaces.</summary>
    public static string Fit(string text, int width)
    {
        var cut = Cut(text, width);
        return cut + new string(' ', Math.Max(0, width - cut.GetCellWidth()));
    }

    /// <summary>Draws values as a row of small bars.</summary>
    public static string Sparkline(IReadOnlyList<double> values)
    {
        var highest = values.DefaultIfEmpty(0).Max();
        return highest <= 0
            ? new string(Sparks[0], values.Count)
            : string.Concat(values.Select(v => Sparks[(int)Math.Round(v / highest * (Sparks.Length - 1))]));
    }

    /// <summary>Draws a bar of at most <paramref name="width"/> characters, accurate to an eighth of a character.</summary>
    public static string Bar(long part, long whole, int width)
    {
        const string eighths = "▏▎▍▌▋▊▉█";
        var length = whole == 0 ? 0 : (int)Math.Round(part * 8d * width / whole);
        var rest = length % 8;
        return new string('█', length / 8) + (rest == 0 ? "" : eighths[rest - 1].ToString());
    }
}
