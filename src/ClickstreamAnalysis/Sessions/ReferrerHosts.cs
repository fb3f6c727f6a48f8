namespace ClickstreamAnalysis.Sessions;

/// <summary>Finds the external site that a click came from. Immutable and thread-safe.</summary>
/// <param name="ownHosts">The hosts of the site itself.</param>
internal sealed class ReferrerHosts(IEnumerable<string> ownHosts)
{
    private readonly string[] _ownHosts = [.. ownHosts
        .Where(static host => !string.IsNullOrWhiteSpace(host)).Select(static host => WithoutWww(host.Trim()).ToString())];

    public bool IsEmpty => _ownHosts.Length == 0;

    /// <summary>The host of a referrer in lower case; null when there is none, or it is one of the own hosts.</summary>
    public string? ExternalHostOf(string? referrer)
    {
        if (string.IsNullOrEmpty(referrer) || referrer[0] == '/')
        {
            return null;
        }

        var host = WithoutWww(HostIn(referrer));
        foreach (var own in _ownHosts)
        {
            if (host.EndsWith(own, StringComparison.OrdinalIgnoreCase) && (host.Length == own.Length || host[^(own.Length + 1)] == '.'))
            {
                return null;
            }
        }

        return host.ToString().ToLowerInvariant();
    }

    private static ReadOnlySpan<char> HostIn(ReadOnlySpan<char> referrer)
    {
        var scheme = referrer.IndexOf("://", StringComparison.Ordinal);
        if (scheme < 0)
        {
            return referrer;
        }

        var authority = referrer[(scheme + 3)..];
        var end = authority.IndexOfAny('/', '?', '#');
        authority = end < 0 ? authority : authority[..end];
        authority = authority[(authority.LastIndexOf('@') + 1)..];
        var port = authority.LastIndexOf(':');
        return port < 0 || authority.EndsWith("]", StringComparison.Ordinal) ? authority : authority[..port];
    }

    private static ReadOnlySpan<char> WithoutWww(ReadOnlySpan<char> host) =>
        host.StartsWith("www.", StringComparison.OrdinalIgnoreCase) ? host[4..] : host;
}
