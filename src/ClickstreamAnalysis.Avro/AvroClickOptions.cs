namespace ClickstreamAnalysis;

/// <summary>Which fields of an Avro schema are those of a click. Immutable.</summary>
/// <remarks>
/// A name may be a path into nested records, such as <c>context.page.path</c>. Names are case-sensitive. Fields may be unions with null. A name that
/// is set to something other than its default must exist in the schema.
/// </remarks>
public sealed record AvroClickOptions
{
    /// <summary>The user: a string, a number or a UUID. Default <c>user</c>.</summary>
    public string User { get; init; } = "user";

    /// <summary>The name of the event: a string or an enum. Default <c>event</c>.</summary>
    public string Event { get; init; } = "event";

    /// <summary>
    /// The time: a timestamp in milliseconds, microseconds or nanoseconds, a number in <see cref="TimeUnit"/>, or a string in a format of
    /// <see cref="ClickTime"/>. Default <c>time</c>.
    /// </summary>
    public string Time { get; init; } = "time";

    /// <summary>The unit of a time that is a number without a logical type: milliseconds or seconds. Default one millisecond.</summary>
    public TimeSpan TimeUnit { get; init; } = TimeSpan.FromMilliseconds(1);

    /// <summary>The page. Default <c>page</c>, which may be absent.</summary>
    public string Page { get; init; } = "page";

    /// <summary>The referrer. Default <c>referrer</c>, which may be absent.</summary>
    public string Referrer { get; init; } = "referrer";

    /// <summary>The campaign. Default <c>campaign</c>, which may be absent.</summary>
    public string Campaign { get; init; } = "campaign";

    /// <summary>The user agent. Default <c>userAgent</c>, which may be absent.</summary>
    public string UserAgent { get; init; } = "userAgent";

    /// <summary>
    /// All other values: a map by string of strings, numbers and Booleans, or a string that is a JSON object. Default <c>properties</c>, which may be
    /// absent.
    /// </summary>
    public string Properties { get; init; } = "properties";

    /// <summary>The optional fields to read. Others are skipped. Default all.</summary>
    public ClickFields Fields { get; init; } = ClickFields.All;
}
