namespace ClickstreamAnalysis;

/// <summary>Options of a click collector. Validated when the host starts, which then reports all mistakes together. Not thread-safe: change them only while they are configured.</summary>
/// <remarks>
/// To read them from the configuration, bind a section: <c>shop.AddClickCollector(options => configuration.GetSection("ClickCollector").Bind(options))</c>. Not
/// below <c>Clickstream:NAME</c>, which holds the settings of the application and refuses others.
/// </remarks>
public sealed class ClickCollectorOptions
{
    /// <summary>The topic that the clicks are written to, with the user as key. It must exist. Default <c>clicks</c>.</summary>
    public string Topic { get; set; } = "clicks";

    /// <summary>
    /// Origins of pages on other sites that may send clicks, as <c>https://shop.example</c>; <c>*</c> alone allows all. Pages of the collector's own origin
    /// always may, and so may clients that send no Origin header, which are no browsers. Default empty.
    /// </summary>
    public IList<string> AllowedOrigins { get; set; } = [];

    /// <summary>The property <c>$source</c> of each click. Default null: the host of the page's origin.</summary>
    public string? Source { get; set; }

    /// <summary>Whether nothing is written of requests with <c>DNT: 1</c> (Do Not Track) or <c>Sec-GPC: 1</c> (Global Privacy Control). Default true.</summary>
    public bool HonorPrivacySignals { get; set; } = true;

    /// <summary>What clicks keep of the visitor's address. Default <see cref="AddressDetail.None"/>.</summary>
    public AddressDetail Address { get; set; }

    /// <summary>What clicks keep of the user agent. Default <see cref="UserAgentDetail.Reduced"/>.</summary>
    public UserAgentDetail UserAgent { get; set; } = UserAgentDetail.Reduced;

    /// <summary>
    /// The secret behind the visitor id of clicks without a user: the id is a keyed hash of address and user agent, with another key each day (UTC). Default null: a
    /// random key of the process, so another instance, or a restart, gives the visitor another id. Otherwise at least 16 characters, the same on all instances.
    /// </summary>
    public string? VisitorKey { get; set; }

    /// <summary>The largest body of a request, in bytes; larger ones get status 413. Default 64 KiB, which is what <c>sendBeacon</c> can send; from 1 KiB to 16 MiB.</summary>
    public int MaxBodyBytes { get; set; } = 64 * 1024;

    /// <summary>The most clicks of a request; more get status 413. Default 200; from 1 to 10,000.</summary>
    public int MaxClicksPerRequest { get; set; } = 200;

    /// <summary>
    /// The most bytes of bodies and clicks that the collector holds at once, over all requests; requests beyond get status 429. A request counts at least 4 KiB.
    /// Default 32 MiB; at least four times <see cref="MaxBodyBytes"/>.
    /// </summary>
    public long MaxBytesInFlight { get; set; } = 32 * 1024 * 1024;

    /// <summary>
    /// The requests a second of one client (an IPv4 address, or the first 64 bits of an IPv6 address); requests beyond get status 429. Default 50; at least 1.
    /// Null for no limit, for a host that limits the endpoint itself with <c>RequireRateLimiting</c>.
    /// </summary>
    public int? RequestsPerSecond { get; set; } = 50;

    /// <summary>How many requests a client may make at once after a pause. Default 100; at least <see cref="RequestsPerSecond"/>.</summary>
    public int RequestBurst { get; set; } = 100;

    /// <summary>How long the body of a request may take to arrive; slower ones get status 408. Default 10 s; positive, at most 5 minutes.</summary>
    public TimeSpan ReadTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long the log may take to acknowledge the clicks of a request, which then gets status 503. Default 5 s; positive, at most 5 minutes.</summary>
    public TimeSpan LogTimeout { get; set; } = TimeSpan.FromSeconds(5);
}
