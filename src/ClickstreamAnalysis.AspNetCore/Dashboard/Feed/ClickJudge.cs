using ClickstreamAnalysis.AspNetCore.Dashboard.Contract;
using ClickstreamAnalysis.Logs;

namespace ClickstreamAnalysis.AspNetCore.Dashboard.Feed;

/// <summary>Marks a record as the application would: readable or not, with a plausible time or not, late or not.</summary>
/// <param name="serde">Reads clicks.</param>
/// <param name="options">The application's options.</param>
/// <param name="lateAfter">How far behind stream time a click starts to be late: the gap and the grace period of sessions.</param>
/// <param name="streamTimeOf">The stream time of a partition, in milliseconds; null while it is not known.</param>
internal sealed class ClickJudge(ISerde<ClickEvent> serde, StreamsOptions options, TimeSpan lateAfter, Func<int, long?> streamTimeOf)
{
    private const int MaxTextLength = 200;

    public SampledClick Judge(in RawRecord record)
    {
        try
        {
            var click = serde.Deserialize(record.Value);
            var (mark, reason) = MarkOf(click, record.Partition);
            return new SampledClick(
                record.Partition, record.Offset, click.TimestampMs, Cut(click.User), Cut(click.Name), Cut(click.Page), mark, reason);
        }
        catch (Exception unreadable) when (unreadable is not OutOfMemoryException)
        {
            // A serde of the user may throw anything.
            return new SampledClick(record.Partition, record.Offset, null, null, null, null, "poison", (unreadable as SerdeException)?.Reason ?? "deserialization");
        }
    }

    private static string? Cut(string? text) => text?.Length > MaxTextLength ? text[..MaxTextLength] : text;

    private (string Mark, string? Reason) MarkOf(in ClickEvent click, int partition)
    {
        if (options.EarliestEventTime is { } earliest && click.Time < earliest)
        {
            return ("guarded", "early-time");
        }

        return click.Time > options.TimeProvider.GetUtcNow() + options.MaxFutureSkew ? ("guarded", "future-time")
            : streamTimeOf(partition) is { } streamTime && click.TimestampMs < streamTime - (long)lateAfter.TotalMilliseconds ? ("late", "late")
            : ("ok", null);
    }
}
