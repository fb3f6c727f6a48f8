namespace ClickstreamAnalysis.AspNetCore.Collector;

/// <summary>Reduces user agents to a browser's family, its major version and the platform.</summary>
internal static class ReducedUserAgent
{
    // The first that occurs decides: browsers name those that they are compatible with behind their own name's place in this list.
    private static readonly (string Token, string Family)[] s_browsers =
    [
        ("Edg/", "Edge"), ("EdgA/", "Edge"), ("EdgiOS/", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser/", "Samsung"), ("Vivaldi/", "Vivaldi"), ("YaBrowser/", "Yandex"),
        ("FxiOS/", "Firefox"), ("Firefox/", "Firefox"), ("CriOS/", "Chrome"), ("Chrome/", "Chrome"), ("Version/", "Safari"),
    ];

    private static readonly (string Token, string Platform)[] s_platforms =
    [
        ("Android", "Android"), ("iPhone", "iOS"), ("iPad", "iOS"), ("Windows", "Windows"), ("CrOS", "ChromeOS"), ("Mac OS X", "macOS"), ("Linux", "Linux"),
    ];

    private static readonly string[] s_bots = ["bot", "crawl", "spider", "slurp", "headless"];

    /// <summary>Reduces a user agent.</summary>
    /// <param name="userAgent">The user agent.</param>
    public static string Of(string userAgent)
    {
        if (Array.Exists(s_bots, bot => userAgent.Contains(bot, StringComparison.OrdinalIgnoreCase)))
        {
            return "Bot";
        }

        var platform = Array.Find(s_platforms, item => userAgent.Contains(item.Token, StringComparison.Ordinal)).Platform;
        return platform is null ? Browser(userAgent) : $"{Browser(userAgent)} ({platform})";
    }

    private static string Browser(string userAgent)
    {
        foreach (var (token, family) in s_browsers)
        {
            var at = userAgent.IndexOf(token, StringComparison.Ordinal);
            if (at >= 0)
            {
                var version = userAgent.AsSpan(at + token.Length);
                var digits = version.IndexOfAnyExceptInRange('0', '9');
                var major = digits < 0 ? version : version[..digits];
                return major.Length is > 0 and <= 4 ? $"{family}/{major}" : family;
            }
        }

        return "Other";
    }
}
