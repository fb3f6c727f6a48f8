using ClickstreamAnalysis.Benchmarks.Load;

namespace ClickstreamAnalysis.Benchmarks.Memory;

/// <summary>Up to three stores with a row for each user: sessions, counts in windows, clicks so far.</summary>
internal static class MemoryTopology
{
    /// <summary>Where event time begins: at a full hour, so that it is known when the first window ends.</summary>
    public const long StartMs = 1_760_004_000_000;

    private const string Sessions = "sessions";
    private const string Windows = "windows";
    private const string Users = "users";

    public static IEnumerable<string> Stores(MemorySettings settings) => new[] { Sessions, Windows, Users }.Take(settings.Stores);

    public static Topology Build(MemorySettings settings, MemoryCounts counts)
    {
        var builder = new TopologyBuilder();
        var clicks = builder.Clicks(settings.Topic, serde: new ClickEventSerde(ClickFields.Page | ClickFields.Referrer | ClickFields.Campaign));
        clicks.Sessionize(Sessions, new SessionWindows { Gap = settings.Gap }).Closed.ForEach(_ => counts.AddSession(), "count-sessions");
        if (settings.Stores > 1)
        {
            clicks.CountByWindow(Windows, TumblingWindows.Of(settings.Window) with { GracePeriod = TimeSpan.FromMinutes(1) })
                .Closed.ForEach(_ => counts.AddWindow(), "count-windows");
        }

        if (settings.Stores > 2)
        {
            builder.AddStore(ClickstreamAnalysis.Stores.KeyValue(Users, Serdes.Utf8, Serdes.Int64));
            clicks.Process("count-clicks", () => new ClickCounter(Users), Users);
        }

        return builder.Build();
    }
}
