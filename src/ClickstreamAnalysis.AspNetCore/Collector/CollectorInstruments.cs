using System.Diagnostics.Metrics;

namespace ClickstreamAnalysis.AspNetCore.Collector;

/// <summary>The instruments of click collectors, on the meter of the library.</summary>
internal static class CollectorInstruments
{
    private const string Application = "clickstream.application.id";

    private static readonly Meter s_meter = new(StreamsTelemetry.MeterName, typeof(CollectorInstruments).Assembly.GetName().Version?.ToString(3));

    private static readonly Counter<long> s_requests = s_meter.CreateCounter<long>(
        "clickstream.collector.requests", "{request}", "Requests to a click collector, by the status of their response.");

    private static readonly Counter<long> s_accepted = s_meter.CreateCounter<long>(
        "clickstream.collector.clicks.accepted", "{click}", "Clicks that were written to the log and acknowledged to the page.");

    private static readonly Counter<long> s_rejected = s_meter.CreateCounter<long>(
        "clickstream.collector.clicks.rejected", "{click}", "Clicks of valid requests that were not written, by reason.");

    public static void CountRequest(string application, int status) =>
        s_requests.Add(1, new(Application, application), new("http.response.status_code", status));

    public static void CountClicks(string application, int accepted, IEnumerable<RejectedClick> rejected)
    {
        s_accepted.Add(accepted, new KeyValuePair<string, object?>(Application, application));
        foreach (var click in rejected)
        {
            s_rejected.Add(1, new(Application, application), new("error.type", click.Reason));
        }
    }
}
