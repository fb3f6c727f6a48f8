using System.Globalization;
using System.Text.Unicode;

namespace ClickstreamAnalysis.Benchmarks.Clicks;

/// <summary>Generated clicks as bytes: 261 bytes of JSON on average, keyed by user.</summary>
internal static class ClickJson
{
    public const int MaxBytes = 512;

    private static readonly string[] s_events = ["view", "view", "view", "view", "view", "search", "cart", "purchase"];

    private static readonly string[] s_referrers =
        ["https://www.google.com/", "https://www.bing.com/", "https://duckduckgo.com/", "https://news.example.org/", "direct"];

    private static readonly string[] s_campaigns = ["spring-sale", "newsletter", "retargeting", "none"];

    private static readonly string[] s_userAgents =
    [
        "Mozilla/5.0 (Windows NT 10.0; x64) Chrome/142",
        "Mozilla/5.0 (iPhone; iOS 19.1) Safari/19.1",
        "Mozilla/5.0 (X11; Linux) Firefox/145.0",
    ];

    private static readonly string[] s_screens = ["1920x1080", "1366x768", "390x844"];

    public static int EventCount => s_events.Length;

    public static int Referrers => s_referrers.Length;

    public static int Campaigns => s_campaigns.Length;

    public static int Screens => s_screens.Length;

    // Digits to a fixed length, so that texts sort as numbers do.
    public static string UserOf(int user) => string.Create(CultureInfo.InvariantCulture, $"user-{user:D6}");

    public static string PageOf(int page) => string.Create(CultureInfo.InvariantCulture, $"/products/{page:D4}");

    public static int WriteKey(in Click click, Span<byte> destination) =>
        Utf8.TryWrite(destination, CultureInfo.InvariantCulture, $"user-{click.User:D6}", out var written) ? written : throw TooSmall();

    public static int WriteValue(in Click click, Span<byte> destination) =>
        Utf8.TryWrite(
            destination,
            CultureInfo.InvariantCulture,
            $$$"""
            {"user":"user-{{{click.User:D6}}}","event":"{{{s_events[click.Event]}}}","ts":{{{click.TimestampMs}}},"page":"/products/{{{click.Page:D4}}}","referrer":"{{{s_referrers[click.Referrer]}}}","campaign":"{{{s_campaigns[click.Campaign]}}}","userAgent":"{{{s_userAgents[click.User % s_userAgents.Length]}}}","properties":{"price":{{{click.PriceCents / 100}}}.{{{click.PriceCents % 100:D2}}},"currency":"EUR","screen":"{{{s_screens[click.Screen]}}}"}}
            """,
            out var written)
            ? written
            : throw TooSmall();

    private static ArgumentException TooSmall() => new($"A click takes up to {MaxBytes} bytes, and there is less room.");
}
