using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ClickstreamAnalysis.AspNetCore.Dashboard.Contract;
using ClickstreamAnalysis.AspNetCore.Dashboard.Instances;
using ClickstreamAnalysis.AspNetCore.Events;
using Microsoft.Extensions.Logging;

namespace ClickstreamAnalysis.AspNetCore.Dashboard.Feed;

/// <summary>
/// Computes what dashboards show once a second, once for all of them, and only while there is one. Thread-safe.
/// </summary>
internal sealed class DashboardFeed(
    ClickstreamApplication application, DashboardInstances instances, ClickSampler clicks, DurationWatch durations, RecentLog log, TimeProvider time, ILogger logger)
{
    /// <summary>How many dashboards may be open at a time.</summary>
    public const int MaxSubscriptions = 100;

    /// <summary>The events that a dashboard may be behind before it loses the oldest.</summary>
    private const int Capacity = 32;

    private const int SiteTicks = 5;
    private const int EngineTicks = 2;

    private readonly Dictionary<string, byte[]> _last = [];
    private readonly List<EventQueue> _subscriptions = [];
    private readonly Lock _lock = new();
    private Picture _picture = new(time);
    private bool _isRunning;

    /// <summary>Opens a dashboard; it receives the last event of each kind at once.</summary>
    /// <returns>Null when there are too many.</returns>
    public EventQueue? Subscribe()
    {
        var subscription = new EventQueue(Capacity, replaces: true);
        lock (_lock)
        {
            if (_subscriptions.Count == MaxSubscriptions)
            {
                return null;
            }

            foreach (var frame in _last.Values)
            {
                subscription.TryAdd(frame);
            }

            _subscriptions.Add(subscription);
            if (!_isRunning)
            {
                _isRunning = true;
                _ = Task.Run(RunAsync);
            }
        }

        return subscription;
    }

    /// <summary>Closes a dashboard.</summary>
    public void Unsubscribe(EventQueue subscription)
    {
        lock (_lock)
        {
            _subscriptions.Remove(subscription);
        }
    }

    private async Task RunAsync()
    {
        durations.Start();
        _picture = new Picture(time);
        var (site, active, messages) = ((Site?)null, (long?)null, -1L);
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), time);
        for (var tick = 0L; HasSubscriptions(); tick++)
        {
            try
            {
                var withState = tick % SiteTicks == 0;
                var (parts, silent) = await instances.ReadAsync(withState).ConfigureAwait(false);
                _picture.Note(parts);
                if (withState)
                {
                    (site, active) = (_picture.SiteOf(parts), PictureSite.ActiveUsers(parts));
                    Publish("site", site, DashboardJson.Default.Site);
                    Publish("funnels", _picture.FunnelsOf(parts), DashboardJson.Default.FunnelList);
                }

                Publish("now", _picture.NowOf(application.Name, parts, silent, site, active), DashboardJson.Default.Now);
                if (tick % EngineTicks == 0)
                {
                    Publish("engine", _picture.EngineOf(parts, instances.Topology), DashboardJson.Default.Engine);
                }

                if (await clicks.ReadAsync().ConfigureAwait(false) is { } sample)
                {
                    Publish("clicks", sample, DashboardJson.Default.Clicks);
                }

                if (messages != log.Count)
                {
                    messages = log.Count;
                    Publish("log", new LogMessages(log.Read()), DashboardJson.Default.LogMessages);
                }
            }
            catch (Exception error)
            {
                // Mostly an application that is being stopped or restarted. Nothing may end the feed while dashboards are open; the next second shows more.
                DashboardLog.FiguresMissing(logger, application.Name, error.Message);
            }

            await timer.WaitForNextTickAsync().ConfigureAwait(false);
        }
    }

    private bool HasSubscriptions()
    {
        lock (_lock)
        {
            if (_subscriptions.Count > 0)
            {
                return true;
            }

            // Within the lock, so that the next run starts after this one has stopped.
            _isRunning = false;
            _last.Clear();
            durations.Stop();
            clicks.Stop();
        }

        return false;
    }

    private void Publish<T>(string name, T value, JsonTypeInfo<T> type)
    {
        var frame = FrameOf(name, JsonSerializer.SerializeToUtf8Bytes(value, type));
        lock (_lock)
        {
            _last[name] = frame;
            foreach (var subscription in _subscriptions)
            {
                subscription.TryAdd(frame);
            }
        }
    }

    private static byte[] FrameOf(string name, byte[] json)
    {
        // JSON of the serializer has no line breaks, so it is one line of the event.
        var head = System.Text.Encoding.ASCII.GetBytes($"event: {name}\ndata: ");
        return [.. head, .. json, (byte)'\n', (byte)'\n'];
    }
}
