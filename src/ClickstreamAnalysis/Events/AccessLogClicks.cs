using ClickstreamAnalysis.Events;

namespace ClickstreamAnalysis;

/// <summary>Clicks from the access logs of web servers: Common and Combined Log Format of Apache httpd, which nginx calls <c>combined</c>.</summary>
/// <remarks>
/// <code>
/// 203.0.113.7 - ann [01/Mar/2026:12:00:00 +0100] "GET /cart?utm_campaign=spring HTTP/1.1" 200 512 "https://search.example/" "Browser/1"
/// </code>
/// <para>
/// The user is the authenticated one (<c>ann</c>), or the address of the client if there is none: decide whether you may process addresses. The name of the
/// event is the method (<c>GET</c>), the page is the path without the query, the campaign is <c>utm_campaign</c> of the query, and <c>status</c> is a property.
/// </para>
/// </remarks>
public static class AccessLogClicks
{
    /// <summary>
    /// The serde, which only reads. Each record is one line. Thread-safe. Reasons of a <see cref="SerdeException"/>: <c>invalid-log-line</c> and
    /// <c>invalid-time</c>.
    /// </summary>
    public static ISerde<ClickEvent> Serde { get; } = new AccessLogSerde();
}
