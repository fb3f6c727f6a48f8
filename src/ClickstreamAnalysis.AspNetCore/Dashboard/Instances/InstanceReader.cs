using ClickstreamAnalysis.AspNetCore.Dashboard.Contract;
using ClickstreamAnalysis.AspNetCore.Dashboard.Feed;
using ClickstreamAnalysis.AspNetCore.Insights;
using ClickstreamAnalysis.AspNetCore.Json;

namespace ClickstreamAnalysis.AspNetCore.Dashboard.Instances;

/// <summary>Reads the part of this instance. Thread-safe.</summary>
/// <param name="application">The application.</param>
/// <param name="durations">The durations that the library reports.</param>
internal sealed class InstanceReader(ClickstreamApplication application, DurationWatch durations)
{
    // How a topology names the store of insights.
    private const string InsightsQuery = "Windows<long, SiteMinute>";

    private static readonly string[] s_guards =
        ["negative-time", "early-time", "future-time", "time-in-seconds", "time-in-microseconds", "time-in-nanoseconds", "time-in-ticks"];

    /// <summary>Reads the figures.</summary>
    /// <param name="withState">Whether to read what lies in state stores, too.</param>
    /// <param name="end">The minute at which the span of the site's figures ends, exclusive; null for the last one here.</param>
    /// <param name="cancellationToken">Ends the wait for state.</param>
    public async Task<InstancePart> ReadAsync(bool withState, long? end, CancellationToken cancellationToken)
    {
        if (!application.TryGetCurrent(out var current))
        {
            return new InstancePart
            {
                Instance = new Instance { Id = application.Name, IsThis = true, State = EnumName.Of(application.State), Memory = new MemoryFigures(0, []) },
                Counts = new RecordCounts(0, 0, 0, 0, 0),
                Failure = application.Failure?.Message,
            };
        }

        var (description, metrics) = (current.Describe(), current.Metrics);
        var guarded = metrics.Reasons.Where(static reason => s_guards.Contains(reason.Key)).Sum(static reason => reason.Value);
        var part = new InstancePart
        {
            Instance = InstanceOf(current, description, metrics),
            IsPaused = description.IsPaused,
            Failure = application.Failure?.Message ?? description.Failure,
            Counts = new RecordCounts(metrics.Read, metrics.Late, metrics.Rejected - guarded, guarded, metrics.Failed),
            Lag = metrics.LagRecords,
            Sessions = SessionsOf(metrics),
            Latency = durations.Latency(),
            Commit = durations.Commit(),
        };
        return withState && application.State is StreamsState.Running ? await WithStateAsync(part, current, end, cancellationToken).ConfigureAwait(false) : part;
    }

    /// <summary>Finds the open sessions of a user on this instance.</summary>
    /// <param name="user">The user.</param>
    /// <param name="cancellationToken">Ends the wait for state.</param>
    public async Task<UserSessions> FindAsync(string user, CancellationToken cancellationToken)
    {
        if (!application.TryGetCurrent(out var current))
        {
            return new UserSessions("notRunning", "The application is not started yet.", []);
        }

        if (StoreOf(current.Topology, InsightsQuery) is not { } insights)
        {
            return new UserSessions("notRunning", "The topology has no insights: call clicks.Insights() where it is built.", []);
        }

        var store = $"{insights}-visits";
        using var state = await current.QueryAsync([store], cancellationToken).ConfigureAwait(false);
        var answer = state.Sessions<string, Visit>(store).FindAll(user);
        return answer.TryGet(out var sessions)
            ? new UserSessions("found", null, [.. sessions.Select(session => SessionOf(store, session))])
            : new UserSessions(EnumName.Of(answer.Status), answer.Status is StateAnswerStatus.NotFound ? null : "Try again in a moment.", []);
    }

    private static OpenSession SessionOf(string store, Session<string, Visit> session)
    {
        var visit = session.Aggregate;
        return new OpenSession(
            store,
            session.StartMs,
            session.EndMs,
            session.EventCount,
            visit.PageEvents,
            visit.Pages.Count > 0 ? visit.Pages[0].Text : null,
            visit.Last?.Text,
            visit.Referrer?.Text,
            visit.Campaign?.Text);
    }

    private static async Task<InstancePart> WithStateAsync(InstancePart part, StreamsApplication current, long? end, CancellationToken cancellationToken)
    {
        var insights = StoreOf(current.Topology, InsightsQuery);
        var funnels = StoresOf(current.Topology, nameof(StateViewFunnels.FunnelCounts)).ToArray();
        string[] stores = insights is null ? funnels : [insights, .. funnels];
        if (stores.Length == 0)
        {
            return part;
        }

        // Only these, since tasks copy the changes of stores that are read.
        using var state = await current.QueryAsync(stores, cancellationToken).ConfigureAwait(false);
        return part with
        {
            Site = insights is null ? null : SiteReader.Read(state, insights, end),
            Funnels = [.. funnels.Select(store => FunnelReader.Read(store, state.FunnelCounts(store).All()))],
        };
    }

    private static string? StoreOf(Topology topology, string query) => StoresOf(topology, query).FirstOrDefault();

    private static IEnumerable<string> StoresOf(Topology topology, string query) =>
        topology.Nodes.SelectMany(static node => node.Stores).Where(store => store.Query == query).Select(static store => store.Name).Distinct();

    private static SessionTotals? SessionsOf(StreamsMetrics metrics)
    {
        // Insights have sessions of their own; without them, the first operator stands for the site.
        var counts = metrics.Sessions.FirstOrDefault(static counts => counts.Operator.EndsWith("-visits", StringComparison.Ordinal)) ?? (metrics.Sessions is [var first, ..] ? first : null);
        return counts is null ? null : new SessionTotals(counts.Opened - counts.Merged, counts.Closed, counts.Open);
    }

    private static Instance InstanceOf(StreamsApplication current, StreamsDescription description, StreamsMetrics metrics) => new()
    {
        Id = description.InstanceId ?? description.ApplicationId,
        Address = current.Options.AdvertisedAddress?.ToString(),
        IsThis = true,
        State = EnumName.Of(description.State),
        Since = description.Since.ToUnixTimeMilliseconds(),
        Memory = new MemoryFigures(
            description.Memory.BudgetBytes,
            [
                new("live state", description.Memory.LiveStateBytes),
                new("database", description.Memory.DatabaseBytes),
                new("client queues", description.Memory.ClientQueuesBytes),
                new("query changes", description.Memory.QueryChangesBytes),
            ]),
        Threads = [.. description.Threads.Select(static thread => new ThreadFigures(thread.Name, $"{EnumName.Of(thread.State)}, {EnumName.Of(thread.Activity)}"))],
        Tasks = [.. description.Threads.SelectMany(static thread => thread.Tasks).Select(TaskOf)],
        Waits = [.. description.Waits.Select(static wait => wait.ToString())],
        Work = [.. description.Work.Select(static work => new WorkFigures(work.ToString(), work.Fraction, work.TimeLeft?.TotalMilliseconds))],
        Recoveries = metrics.Recoveries,
    };

    private static TaskFigures TaskOf(TaskDescription task) => new(
        task.Id,
        EnumName.Of(task.Status),
        task.StreamTime?.ToUnixTimeMilliseconds(),
        task.Inputs.Sum(static input => input.Lag),
        task.RestoredOffsets,
        task.OffsetsToRestore,
        [.. task.Inputs.Select(static input => new InputFigures(input.Topic, input.Partition, input.Lag, input.CommittedOffset, input.IsInternal))]);
}
