namespace ClickstreamAnalysis;

/// <summary>How much of a browser's user agent a click keeps.</summary>
public enum UserAgentDetail
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The browser's family with its major version, and the platform: <c>Firefox/128 (Windows)</c>, <c>Bot</c>, <c>Other</c>. The default.</summary>
    Reduced,

    /// <summary>The header as it is, at most 512 characters.</summary>
    Full,
}
