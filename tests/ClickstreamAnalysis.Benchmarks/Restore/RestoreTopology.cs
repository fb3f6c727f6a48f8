using ClickstreamAnalysis.Benchmarks.Load;

namespace ClickstreamAnalysis.Benchmarks.Restore;

/// <summary>One store with a row for each user.</summary>
internal static class RestoreTopology
{
    private const string Store = "users";

    public static string Changelog(RestoreSettings settings) => $"{settings.ApplicationId}-{Store}-changelog";

    public static Topology Build(RestoreSettings settings)
    {
        var builder = new TopologyBuilder();
        var clicks = builder.Clicks(settings.Topic, serde: new ClickEventSerde(ClickFields.Page | ClickFields.Referrer | ClickFields.Campaign));
        if (settings.KeepsSessions)
        {
            clicks.Sessionize(Store).Closed.ForEach(static _ => { }, "closed");
        }
        else
        {
            builder.AddStore(Stores.KeyValue(Store, Serdes.Utf8, Serdes.Int64));
            clicks.Process("count-clicks", static () => new ClickCounter(Store), Store);
        }

        return builder.Build();
    }
}
