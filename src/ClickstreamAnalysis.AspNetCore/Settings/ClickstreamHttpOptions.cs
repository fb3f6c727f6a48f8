using System.Text.Json;

namespace ClickstreamAnalysis;

/// <summary>How an application of the host answers over HTTP: set by <c>shop.Http(options => …)</c> in <c>AddClickstream</c>. Checked when the host starts.</summary>
public sealed class ClickstreamHttpOptions
{
    /// <summary>
    /// The secret that the instances of the application share, at least 32 bytes in UTF-8, such as 32 random bytes in Base64. Null, the default, fetches nothing from other instances
    /// and answers no requests of theirs.
    /// </summary>
    public string? PeerKey { get; set; }

    /// <summary>How long another instance may take to answer, from connecting to the last byte. Default 2 seconds; at least 10 milliseconds, at most 1 minute.</summary>
    public TimeSpan PeerTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// The largest answer of another instance, in bytes: so much memory a request may take for each of them. Default 16 MiB; at least 64 KiB, at most 64 MiB.
    /// </summary>
    /// <remarks>
    /// A page ends after 1 MiB, but has one row at least. The largest is a bucket of a funnel with the times of many values, with up to about 13 MiB of JSON. What a dashboard shows of
    /// another instance grows with the listed values of its funnels and their last 60 buckets; when it is larger, the dashboard names the instance, and shows it without its part of the
    /// site and of the funnels.
    /// </remarks>
    public int MaxPeerAnswerBytes { get; set; } = 16 << 20;

    /// <summary>The rows of a page when the request has no <c>limit</c>. Default 100; at least 1, at most <see cref="MaxPageSize"/>.</summary>
    public int PageSize { get; set; } = 100;

    /// <summary>The most rows of a page. Default 1000; at least 1, at most 10 000.</summary>
    public int MaxPageSize { get; set; } = 1000;

    /// <summary>How many clients may receive server-sent events at a time. Default 100; at least 1, at most 10 000.</summary>
    public int MaxEventClients { get; set; } = 100;

    /// <summary>
    /// How keys and values of the stores become JSON; null, the default, uses the options of the host: <c>services.ConfigureHttpJsonOptions</c>. In an application that is trimmed or
    /// compiled ahead of time they need a <see cref="JsonSerializerOptions.TypeInfoResolver"/> with the types of the stores.
    /// </summary>
    public JsonSerializerOptions? SerializerOptions { get; set; }
}
