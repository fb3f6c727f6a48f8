using System.Globalization;

namespace ClickstreamAnalysis.Streamiz.Tests.Comparison;

/// <summary>Results as texts, in the order in which they were emitted, each with its time.</summary>
internal sealed class Rows
{
    private readonly List<(string Stream, string Key, string Text)> _rows = [];

    public int Count => _rows.Count;

    public void Closed<TAggregate>(string key, Session<string, TAggregate> session, long timestampMs) =>
        Add("closed", key, $"{TextOf(session)} at {timestampMs}");

    public void Change<TAggregate>(string key, SessionChange<string, TAggregate> change, long timestampMs) =>
        Add("changes", key, $"{change.Kind} {TextOf(change.Session)} {change.SurvivorId} at {timestampMs}");

    public void Late<TValue>(string key, LateRecord<TValue> late, long timestampMs) => Add("late", key, $"{late} at {timestampMs}");

    public void Outcome(string key, FunnelOutcome outcome, long timestampMs) =>
        Add(
            "outcomes",
            key,
            $"{outcome.Bucket} {string.Join(',', outcome.StepsTaken)} {string.Join(',', outcome.StepTimesMs)} {outcome.Value} {(outcome.IsFinal ? "final" : "open")} {(outcome.IsWithdrawn ? "withdrawn " : "")}at {timestampMs}");

    public void Counts(FunnelBucket bucket, FunnelCounts counts, long timestampMs) =>
        Add("counts", bucket.ToString(), $"{counts} {string.Join(' ', counts.Breakdown.Select(TextOf))} {counts.TimeToConvert?.Average} at {timestampMs}");

    /// <summary>The rows of one stream.</summary>
    public int CountOf(string stream) => _rows.Count(row => row.Stream == stream);

    /// <summary>
    /// The rows of each stream and key, in order. The order among keys depends on when due sessions are looked for, which is the host's
    /// business.
    /// </summary>
    public string ByKey() => string.Join('\n', _rows.OrderBy(row => row.Stream, StringComparer.Ordinal).ThenBy(row => row.Key, StringComparer.Ordinal)
        .Select(row => $"{row.Stream} {row.Key}: {row.Text}"));

    /// <summary>The last row of each key in one stream.</summary>
    public string LastOf(string stream) => string.Join('\n', _rows.Where(row => row.Stream == stream).GroupBy(row => row.Key)
        .OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => $"{group.Key}: {group.Last().Text}"));

    private static string TextOf<TAggregate>(Session<string, TAggregate> session) => string.Create(
        CultureInfo.InvariantCulture, $"{session.Key} {session.Id} {session.StartMs}-{session.EndMs} n={session.EventCount} r={session.Revision} {TextOf(session.Aggregate)}");

    private static string TextOf(FunnelBreakdown breakdown) => $"{breakdown.Value}: {string.Join(',', breakdown.Steps.Select(static step => step.Users))}";

    private static string TextOf<TAggregate>(TAggregate aggregate) => aggregate is SessionFacts facts
        ? $"{facts.EntryPage} {facts.ExitPage} {facts.PageViews} {facts.Referrer} {facts.Campaign}"
        : $"{aggregate}";

    private void Add(string stream, string key, string text) => _rows.Add((stream, key, text));
}
