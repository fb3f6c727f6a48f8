using System.Buffers;
using System.Globalization;
using System.Text;

namespace ClickstreamAnalysis.Benchmarks.Clicks;

/// <summary>
/// The clicks that every figure is measured with. Event time starts at 1,760,000,000,000 and advances 20 ms a click; of 2,500
/// visitors present one clicks at random, and then leaves with chance 1/8, replaced by the next of 100,000 users in turn; one
/// click in 20 is up to 60 s older. Equal seeds give equal clicks.
/// </summary>
internal sealed class ClickGenerator
{
    public const int Users = 100_000;
    public const long StartMs = 1_760_000_000_000;

    private const int Present = 2_500;
    private const int Pages = 5_000;
    private const long StepMs = 20;
    private const int MaxDelayMs = 60_000;

    private static readonly string[] Events = ["view", "view", "view", "view", "search", "cart", "purchase"];

    private static readonly string[] Referrers =
        ["https://www.google.com/", "https://www.bing.com/", "https://news.example.org/", "https://m.facebook.com/", "direct"];

    private static readonly string[] Campaigns = ["spring-sale", "newsletter", "retargeting"];

    private static readonly string[] UserAgents = ["Mozilla/5.0 (X11; Linux) Firefox/143.0", "Mozilla/5.0 (Windows) Chrome/141.0.0", "Mozilla/5.0 (iPhone) Safari/26.0.1"];

    private readonly Random _random;
    private readonly int[] _visitors = [.. Enumerable.Range(0, Present)];
    private int _nextUser = Present;
    private long _clicks;

    public ClickGenerator(int seed) => _random = new Random(seed);

    /// <summary>Writes the next click as JSON, and its user as key.</summary>
    public (int User, long TimestampMs) Next(ArrayBufferWriter<byte> key, ArrayBufferWriter<byte> value)
    {
        var seat = _random.Next(Present);
        var user = _visitors[seat];
        var timestampMs = StartMs + (_clicks++ * StepMs);
        if (_random.Next(20) == 0)
        {
            timestampMs -= _random.Next(MaxDelayMs + 1);
        }

        if (_random.Next(8) == 0)
        {
            _visitors[seat] = _nextUser++ % Users;
        }

        key.ResetWrittenCount();
        value.ResetWrittenCount();
        Write(key, $"user-{user:D6}");
        Write(
            value,
            string.Create(
                CultureInfo.InvariantCulture,
                $$$"""{"user":"user-{{{user:D6}}}","event":"{{{Pick(Events)}}}","ts":{{{timestampMs}}},"page":"/product/{{{_random.Next(Pages):D4}}}","referrer":"{{{Pick(Referrers)}}}","campaign":"{{{Pick(Campaigns)}}}","userAgent":"{{{Pick(UserAgents)}}}","properties":{"price":{{{_random.Next(100, 99_999) / 100.0:F2}}},"currency":"EUR","screen":"1920x1080"}}"""));
        return (user, timestampMs);
    }

    private string Pick(string[] choices) => choices[_random.Next(choices.Length)];

    private static void Write(ArrayBufferWriter<byte> destination, string text) =>
        destination.Advance(Encoding.UTF8.GetBytes(text, destination.GetSpan(Encoding.UTF8.GetMaxByteCount(text.Length))));
}
