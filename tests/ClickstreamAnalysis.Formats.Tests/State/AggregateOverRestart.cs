using ClickstreamAnalysis.Formats.Tests.Registry;

namespace ClickstreamAnalysis.Formats.Tests.State;

/// <summary>A session store whose aggregate is in a format with schemas, over a restart with a later version of its schema.</summary>
internal static class AggregateOverRestart
{
    /// <summary>Two clicks before the restart, one after it.</summary>
    /// <param name="restoresFromTheLog">Whether the second application begins without local state.</param>
    /// <param name="before">The aggregation before the restart.</param>
    /// <param name="after">The aggregation after it.</param>
    /// <returns>The result of the session that closed after the restart.</returns>
    public static async Task<TAfter> RunAsync<TBefore, TAfter>(
        bool restoresFromTheLog, Func<SchemaRegistrySession, Aggregation<TBefore>> before, Func<SchemaRegistrySession, Aggregation<TAfter>> after)
    {
        var directory = Directory.CreateTempSubdirectory("clickstream-state-").FullName;
        try
        {
            var id = TestRegistry.NewTopic();
            await using var log = new EmbeddedLog(Path.Combine(directory, "log"));
            await log.CreateTopicAsync("clicks", 1);
            using var registry = TestRegistry.Connect();
            var closed = await RunAsync(log, before(registry), id, Path.Combine(directory, "state"), drains: false, 0, 1);
            Assert.That(closed, Is.Empty);

            // A client of its own: nothing that the first application knew.
            using var later = TestRegistry.Connect();
            return (await RunAsync(log, after(later), id, Path.Combine(directory, restoresFromTheLog ? "other" : "state"), drains: true, 2)).Single();
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static async Task<List<T>> RunAsync<T>(EmbeddedLog log, Aggregation<T> aggregation, string id, string state, bool drains, params int[] minutes)
    {
        var closed = new List<T>();
        var builder = new TopologyBuilder();
        builder.Clicks("clicks")
            .Sessionize("spend", new SessionWindows(), aggregation.Start, (T sum, string _, ClickEvent click) => aggregation.Add(sum, click.Name), (first, _) => first, aggregation.Serde)
            .Closed.ForEach((_, session) => closed.Add(session.Aggregate));
        await using (var writer = log.CreateWriter("clicks", Serdes.Utf8, ClickEvent.Serde))
        {
            foreach (var minute in minutes)
            {
                await writer.WriteAsync("ann", new ClickEvent("ann", $"click {minute}", new DateTimeOffset(2026, 3, 1, 12, minute, 0, TimeSpan.Zero)));
            }
        }

        await using var application = new StreamsApplication(builder.Build(), log, new StreamsOptions { ApplicationId = id, StateDirectory = state, Threads = 1 });
        await application.StartAsync();
        if (drains)
        {
            await application.DrainAsync().WaitAsync(TimeSpan.FromSeconds(60));
        }
        else
        {
            Assert.That(() => application.Metrics.Processed, Is.EqualTo(minutes.Length).After(60_000, 10));
            await application.StopAsync();
        }

        return closed;
    }

    /// <summary>An aggregation of the names of clicks.</summary>
    internal sealed record Aggregation<T>(Func<T> Start, Func<T, string, T> Add, ISerde<T> Serde);
}
