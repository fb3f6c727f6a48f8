using ClickstreamAnalysis.AspNetCore.Dashboard.Contract;
using ClickstreamAnalysis.AspNetCore.Dashboard.Instances;

namespace ClickstreamAnalysis.AspNetCore.Dashboard.Feed;

/// <summary>Puts together what the instances contribute. Equal parts make an equal picture, so every instance shows the same.</summary>
internal sealed class Picture(TimeProvider time)
{
    private static readonly TimeSpan s_clickSpan = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_sessionSpan = TimeSpan.FromMinutes(1);

    private readonly RecentRates _rates = new(time);

    private long AtMs => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Notes the counters of the parts, for rates. Call it once for each set of parts.</summary>
    public void Note(IReadOnlyList<InstancePart> parts)
    {
        var values = new Dictionary<string, long>
        {
            ["read"] = parts.Sum(static part => part.Counts.Read),
            ["opened"] = parts.Sum(static part => part.Sessions?.Opened ?? 0),
            ["closed"] = parts.Sum(static part => part.Sessions?.Closed ?? 0),
        };
        foreach (var input in parts.SelectMany(static part => part.Instance.Tasks).SelectMany(static task => task.Inputs))
        {
            if (input.Offset is { } offset)
            {
                values[PictureTopology.Counter(input.Topic)] = values.GetValueOrDefault(PictureTopology.Counter(input.Topic)) + offset;
            }
        }

        _rates.Add(values);
    }

    public Now NowOf(string application, IReadOnlyList<InstancePart> parts, MissingParts missing, Site? site, long? activeUsers)
    {
        var own = parts[0];
        var hasSessions = parts.Any(static part => part.Sessions is not null);
        return new Now
        {
            At = AtMs,
            Application = application,
            State = own.Instance.State,
            IsPaused = own.IsPaused,
            Failure = parts.Select(static part => part.Failure).FirstOrDefault(static failure => failure is not null),
            ActiveUsers = site is { HasInsights: true } ? activeUsers ?? 0 : null,
            OpenSessions = hasSessions && parts.All(static part => part.Sessions is null or { Open: not null }) ? parts.Sum(static part => part.Sessions?.Open ?? 0) : null,
            OpenedPerMinute = hasSessions ? 60 * _rates.PerSecond("opened", s_sessionSpan) : null,
            ClosedPerMinute = hasSessions ? 60 * _rates.PerSecond("closed", s_sessionSpan) : null,
            ClicksPerSecond = _rates.PerSecond("read", s_clickSpan) ?? 0,
            Lag = parts.Sum(static part => part.Lag),
            Latency = Slowest(parts.Select(static part => part.Latency)),
            Commit = Slowest(parts.Select(static part => part.Commit)),
            Counts = parts.Select(static part => part.Counts).Aggregate(static (sum, counts) => sum + counts),
            Instances = parts.Count + missing.Instances,
            Silent = missing.Silent,
            Unreadable = missing.Unreadable,
            Oversized = missing.Oversized,
        };
    }

    public Engine EngineOf(IReadOnlyList<InstancePart> parts, Topology? topology) => new(
        AtMs,
        [.. parts.Select(static part => part.Instance)],
        topology is null ? new TopologyPicture([], []) : PictureTopology.Of(topology, parts, counter => _rates.PerSecond(counter, s_clickSpan)));

    public FunnelList FunnelsOf(IReadOnlyList<InstancePart> parts) => new(AtMs, PictureFunnels.Of(parts));

    public Site SiteOf(IReadOnlyList<InstancePart> parts) => PictureSite.Of(parts, AtMs);

    // Quantiles of several instances cannot be merged; the slowest instance is what somebody has to look at.
    private static Quantiles? Slowest(IEnumerable<Quantiles?> quantiles) => quantiles.MaxBy(static quantile => quantile?.P99 ?? -1);
}
