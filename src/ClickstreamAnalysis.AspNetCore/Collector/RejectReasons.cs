namespace ClickstreamAnalysis.AspNetCore.Collector;

/// <summary>Why a click, or a whole request, was not accepted. Clicks may also have a reason of <see cref="ClickEventSerde"/>.</summary>
internal static class RejectReasons
{
    public const string BadOrigin = "origin-not-allowed";
    public const string InvalidJson = "invalid-json";
    public const string InvalidTime = "invalid-time";
    public const string MissingEvent = "missing-event";
    public const string NoClicks = "no-clicks";
    public const string Overloaded = "overloaded";
    public const string TooLarge = "too-large";
    public const string TooLong = "text-too-long";
    public const string TooMany = "too-many-clicks";
    public const string TooManyRequests = "too-many-requests";
    public const string TooSlow = "too-slow";
    public const string Unavailable = "log-unavailable";
    public const string WrongContentType = "wrong-content-type";
    public const string WrongType = "wrong-type";
}
