using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text.Json;

namespace ClickstreamAnalysis.Runtime.Telemetry;

/// <summary>
/// The meter and the activity source of the process. Observable instruments read what the running applications keep anyhow, when a listener
/// collects; only the two histograms are written by stream threads, once a commit.
/// </summary>
internal static class Instruments
{
    private static readonly string[] s_states =
        ["Created", "Starting", "Restoring", "Running", "Stopping", "Stopped", "Failed", "WaitingForDisk"];

    private static readonly Applications s_applications = new();

    private static int s_observed;

    private static readonly Meter s_meter = new(StreamsTelemetry.MeterName, typeof(Instruments).Assembly.GetName().Version?.ToString(3));

    public static ActivitySource Activities { get; } = new(StreamsTelemetry.ActivitySourceName, typeof(Instruments).Assembly.GetName().Version?.ToString(3));

    public static Histogram<double> CommitDuration { get; } = s_meter.CreateHistogram(
        "clickstream.commit.duration", "s", "Time of a thread's commits, failed ones included.", tags: null,
        new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30] });

    public static Histogram<double> EndToEndDuration { get; } = s_meter.CreateHistogram(
        "clickstream.end_to_end.duration", "s",
        "Time from the log's timestamp of the first record in a commit of a task to the end of that commit.", tags: null,
        new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800, 3600] });

    static Instruments()
    {
        CreateRecordCounters();
        CreateEventCounters();
        CreateSizes();
    }

    /// <summary>Adds an application to what the instruments report.</summary>
    public static void Add(ApplicationFigures application) => s_applications.Add(application);

    /// <summary>Removes an application that is disposed.</summary>
    public static void Remove(ApplicationFigures application) => s_applications.Remove(application);

    private static void CreateRecordCounters()
    {
        Counter("clickstream.records.read", "{record}", "Records read from input topics; the sum of processed, late, failed and rejected.",
            (app, metrics) => metrics.Topics.Select(topic => Of(app, topic.Value.Read, Tag(TagNames.Topic, topic.Key))));
        Counter("clickstream.records.processed", "{record}", "Input records that no operator dropped.",
            (app, metrics) => metrics.Topics.Select(topic => Of(app, topic.Value.Processed, Tag(TagNames.Topic, topic.Key))));
        Counter("clickstream.records.late", "{record}", "Input records that arrived after one of their windows or sessions had closed.",
            (app, metrics) => metrics.Topics.Select(topic => Of(app, topic.Value.Late, Tag(TagNames.Topic, topic.Key))));
        Counter("clickstream.records.failed", "{record}", "Input records that could not be processed and were skipped or sent to the dead-letter topic.",
            (app, metrics) => metrics.Topics.Select(topic => Of(app, topic.Value.Failed, Tag(TagNames.Topic, topic.Key))));
        Counter("clickstream.records.rejected", "{record}", "Input records rejected for their event time or by an operator's limit.",
            (app, metrics) => metrics.Topics.Select(topic => Of(app, topic.Value.Rejected, Tag(TagNames.Topic, topic.Key))));
        Counter("clickstream.records.dropped", "{record}", "Records that operators did not use, derived records included.",
            (app, metrics) => metrics.Dropped.Select(loss => Of(app, loss.Records, Tag(TagNames.Operator, loss.Operator), Tag(TagNames.Reason, loss.Reason))));
        UpDown("clickstream.lag", "{record}", "Records in an input partition that are not processed yet.",
            (app, metrics) => metrics.Partitions.Select(input => Of(
                app, input.LagRecords, Tag(TagNames.Topic, input.Topic), Tag(TagNames.Partition, input.Partition.ToString(CultureInfo.InvariantCulture)))));
    }

    private static void CreateEventCounters()
    {
        Counter("clickstream.commits", "{commit}", "Commits.", (app, metrics) => [Of(app, metrics.Commits)]);
        Counter("clickstream.recoveries", "{recovery}", "Restarts of a thread's tasks after a fault.", (app, metrics) => [Of(app, metrics.Recoveries)]);
        Counter("clickstream.state.rebuilds", "{rebuild}", "Times that damaged state was deleted and restored.", (app, metrics) => [Of(app, metrics.StateRebuilds)]);
        Counter("clickstream.upstreams.left_out", "{occurrence}", "Times that a task continued without a silent upstream task.",
            (app, metrics) => [Of(app, metrics.UpstreamsLeftOut)]);
        Counter("clickstream.offsets.skipped", "{offset}", "Offsets that were removed from the log before they were read.",
            (app, metrics) => [Of(app, metrics.SkippedOffsets)]);
        Counter("clickstream.restore.records", "{record}", "Changelog records replayed.", (app, metrics) => [Of(app, metrics.RestoredRecords)]);
        Counter("clickstream.sessions.opened", "{session}", "Sessions opened.",
            (app, metrics) => metrics.Sessions.Select(sessions => Of(app, sessions.Opened, Tag(TagNames.Operator, sessions.Operator))));
        Counter("clickstream.sessions.closed", "{session}", "Sessions closed.",
            (app, metrics) => metrics.Sessions.Select(sessions => Of(app, sessions.Closed, Tag(TagNames.Operator, sessions.Operator))));
        Counter("clickstream.sessions.merged", "{session}", "Sessions merged into another one by an event between them.",
            (app, metrics) => metrics.Sessions.Select(sessions => Of(app, sessions.Merged, Tag(TagNames.Operator, sessions.Operator))));
        Counter("clickstream.sessions.limit_hits", "{hit}", "Times that a limit kept an event or another session out of a session.",
            (app, metrics) => [Of(app, metrics.SessionLimitHits)]);
    }

    private static void CreateSizes()
    {
        UpDown("clickstream.application.status", "{application}", "1 for the state that the application is in, 0 for the others.",
            ReadStatus);
        UpDown("clickstream.sessions.open", "{session}", "Sessions that are open, as of the last commits.",
            (app, metrics) => metrics.Sessions.Where(sessions => sessions.Open is not null)
                .Select(sessions => Of(app, sessions.Open!.Value, Tag(TagNames.Operator, sessions.Operator))));
        UpDown("clickstream.task.count", "{task}", "Tasks of this instance.",
            (app, metrics) => [Of(app, metrics.Tasks, Tag(TagNames.TaskState, "running")), Of(app, metrics.RestoringTasks, Tag(TagNames.TaskState, "restoring"))]);
        UpDown("clickstream.restore.remaining", "{record}", "Changelog offsets still to replay for the tasks that are being restored.",
            (app, metrics) => [Of(app, metrics.RestoreRemaining)]);
        UpDown("clickstream.memory.usage", "By", "Memory in use against the budget, by part.", (app, metrics) =>
        [
            Of(app, metrics.Memory.LiveStateBytes, Tag(TagNames.MemoryPart, "live_state")),
            Of(app, metrics.Memory.DatabaseBytes, Tag(TagNames.MemoryPart, "database")),
            Of(app, metrics.Memory.ClientQueuesBytes, Tag(TagNames.MemoryPart, "client_queues")),
            Of(app, metrics.Memory.QueryChangesBytes, Tag(TagNames.MemoryPart, "query_changes")),
        ]);
        UpDown("clickstream.memory.limit", "By", "The memory budget.", (app, metrics) => [Of(app, metrics.Memory.BudgetBytes)]);
        UpDown("clickstream.state.size", "By", "Size of the rows of a store in the state database.",
            (app, _) => app.ReadStateBytes().Select(store => Of(app, store.Value, Tag(TagNames.Store, store.Key))));
    }

    private static IEnumerable<Measurement<long>> ReadStatus(ApplicationFigures app, StreamsMetrics metrics)
    {
        var now = app.ReadState();
        return s_states.Select(state => Of(app, state == now ? 1 : 0, Tag(TagNames.ApplicationState, JsonNamingPolicy.SnakeCaseLower.ConvertName(state))));
    }

    private static void Counter(string name, string unit, string description, Func<ApplicationFigures, StreamsMetrics, IEnumerable<Measurement<long>>> read) =>
        s_meter.CreateObservableCounter(name, Observer(read), unit, description);

    private static void UpDown(string name, string unit, string description, Func<ApplicationFigures, StreamsMetrics, IEnumerable<Measurement<long>>> read) =>
        s_meter.CreateObservableUpDownCounter(name, Observer(read), unit, description);

    private static Func<IEnumerable<Measurement<long>>> Observer(Func<ApplicationFigures, StreamsMetrics, IEnumerable<Measurement<long>>> read)
    {
        var instrument = s_observed++;
        return () => [.. s_applications.Read().SelectMany(app => read(app, app.Read(instrument)))];
    }

    private static Measurement<long> Of(ApplicationFigures app, long value, params ReadOnlySpan<KeyValuePair<string, object?>> tags) => new(value, [app.Tag, .. tags]);

    private static KeyValuePair<string, object?> Tag(string name, string value) => new(name, value);
}
