using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ClickstreamAnalysis.AspNetCore.Dashboard.Contract;
using ClickstreamAnalysis.AspNetCore.Dashboard.Instances;
using ClickstreamAnalysis.AspNetCore.Events;
using Microsoft.Extensions.Logging;

namespace ClickstreamAnalysis.AspNetCore.Dashboard.Feed;

/// <summary>The events of a dashboard: one for each of its pictures, of which those of state are read less often.</summary>
internal sealed class DashboardEvents(
    ClickstreamApplication application, DashboardInstances instances, ClickSampler clicks, DurationWatch durations, RecentLog log, TimeProvider time, ILogger logger)
    : IEventSource
{
    private const int SiteSeconds = 5;
    private const int EngineSeconds = 2;

    private Picture _picture = new(time);
    private long _second;
    private long _messages;
    private Site? _site;
    private long? _activeUsers;

    public void Start()
    {
        durations.Start();
        (_picture, _second, _messages, _site, _activeUsers) = (new Picture(time), 0, -1, null, null);
    }

    public async Task ReadAsync(EventBatch events)
    {
        var second = _second++;
        var withState = second % SiteSeconds == 0;
        var (parts, missing) = await instances.ReadAsync(withState).ConfigureAwait(false);
        _picture.Note(parts);
        if (withState)
        {
            (_site, _activeUsers) = (_picture.SiteOf(parts), PictureSite.ActiveUsers(parts));
            Add(events, "site", _site, DashboardJson.Default.Site);
            Add(events, "funnels", _picture.FunnelsOf(parts), DashboardJson.Default.FunnelList);
        }

        Add(events, "now", _picture.NowOf(application.Name, parts, missing, _site, _activeUsers), DashboardJson.Default.Now);
        if (second % EngineSeconds == 0)
        {
            Add(events, "engine", _picture.EngineOf(parts, instances.Topology), DashboardJson.Default.Engine);
        }

        if (await clicks.ReadAsync().ConfigureAwait(false) is { } sample)
        {
            Add(events, "clicks", sample, DashboardJson.Default.Clicks);
        }

        if (_messages != log.Count)
        {
            _messages = log.Count;
            Add(events, "log", new LogMessages(log.Read()), DashboardJson.Default.LogMessages);
        }
    }

    public void ReportFailure(Exception error) => DashboardLog.FiguresMissing(logger, application.Name, error);

    public void Stop()
    {
        durations.Stop();
        clicks.Stop();
    }

    private static void Add<T>(EventBatch events, string name, T value, JsonTypeInfo<T> type) => events.Add(name, JsonSerializer.SerializeToUtf8Bytes(value, type));
}
