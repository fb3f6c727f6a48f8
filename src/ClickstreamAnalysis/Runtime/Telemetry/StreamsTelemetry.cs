namespace ClickstreamAnalysis;

/// <summary>The names under which applications report metrics and activities. What they report is listed in <c>docs/operations</c>.</summary>
/// <remarks>
/// All applications of a process share the meter and the activity source; the tag <c>clickstream.application.id</c> tells them apart. Without a
/// listener nothing is measured beyond what <see cref="StreamsMetrics"/> needs, and no activity is created.
/// </remarks>
public static class StreamsTelemetry
{
    /// <summary>The name of the <see cref="System.Diagnostics.Metrics.Meter"/>, for <c>AddMeter</c>.</summary>
    public const string MeterName = "ClickstreamAnalysis";

    /// <summary>The name of the <see cref="System.Diagnostics.ActivitySource"/>, for <c>AddSource</c>.</summary>
    public const string ActivitySourceName = "ClickstreamAnalysis";
}
