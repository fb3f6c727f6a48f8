using System.Globalization;

namespace ClickstreamAnalysis.Logs.Kafka.Settings;

/// <summary>The values of client properties that may be shown. They contain no secret, even if a secret was set for the wrong property.</summary>
internal static class HarmlessSettings
{
    private static readonly string[] s_numberEndings =
        [".ms", ".bytes", ".kbytes", ".messages", ".msgs", ".size", ".max", ".min", ".seconds", ".level", ".retries", ".threads", ".requests", ".interval"];

    private static readonly Dictionary<string, string[]> s_words = new(StringComparer.Ordinal)
    {
        ["security.protocol"] = ["plaintext", "ssl", "sasl_plaintext", "sasl_ssl"],
        ["sasl.mechanism"] = ["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512", "GSSAPI", "OAUTHBEARER"],
        ["sasl.mechanisms"] = ["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512", "GSSAPI", "OAUTHBEARER"],
        ["compression.type"] = ["none", "gzip", "snappy", "lz4", "zstd"],
        ["compression.codec"] = ["none", "gzip", "snappy", "lz4", "zstd"],
        ["broker.address.family"] = ["any", "v4", "v6"],
        ["client.dns.lookup"] = ["use_all_dns_ips", "resolve_canonical_bootstrap_servers_only"],
        ["ssl.endpoint.identification.algorithm"] = ["none", "https"],
    };

    /// <summary>Whether the value may be shown.</summary>
    public static bool Contains(string property, string value) =>
        value is "" or "true" or "false"
        || (long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _) && s_numberEndings.Any(ending => property.EndsWith(ending, StringComparison.Ordinal)))
        || (s_words.TryGetValue(property, out var words) && words.Contains(value, StringComparer.OrdinalIgnoreCase));

    /// <summary>The words that the property accepts; null if it is not limited to fixed words.</summary>
    public static IReadOnlyList<string>? WordsOf(string property) => s_words.GetValueOrDefault(property);
}
