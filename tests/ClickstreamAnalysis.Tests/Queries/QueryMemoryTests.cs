using System.Text;
using ClickstreamAnalysis.Tests.Runtime;

namespace ClickstreamAnalysis.Tests.Queries;

/// <summary>The memory of the changes that are kept for queries.</summary>
public sealed class QueryMemoryTests
{
    private const long Noon = 1_772_366_400_000; // SteppedApplication.Now
    private const int Users = 400;
    private const int Rounds = 30;
    private const long LimitBytes = 3L << 20;

    /// <summary>Half of the users click in each round, which changes about 0.8 MiB of state.</summary>
    [Test]
    public async Task ManyChanges_TheOldestAreWrittenAndDroppedBeforeTheLimitIsReached()
    {
        var builder = new TopologyBuilder();
        builder.Clicks("clicks").Sessionize("sessions");
        var options = SteppedApplication.Options with { MemoryBudgetBytes = 32 << 20, WriteBackDelay = TimeSpan.FromMinutes(1) };
        await using var application = await SteppedApplication.StartAsync(builder.Build(), SteppedApplication.LogWith(("clicks", 4)), options);
        application.Query().Dispose();
        var page = new string('p', 1_900);
        for (var round = 0; round < Rounds; round++)
        {
            for (var user = round % 2; user < Users; user += 2)
            {
                application.Produce("clicks", user % 4, Noon, Encoding.UTF8.GetBytes($"u{user}"), SteppedApplication.Click($"u{user}", Noon + round, $"{page}{round}"));
            }

            while (application.Metrics.Read < (round + 1) * Users / 2)
            {
                application.Step();
            }

            Assert.That(application.Metrics.Memory.QueryChangesBytes, Is.InRange(1, LimitBytes), $"round {round}: something is kept, within the limit");
            using var view = application.Query();
            var sessions = view.Sessions("sessions").All().ToList();
            Assert.That(sessions.Sum(static session => session.EventCount), Is.EqualTo((round + 1) * Users / 2));
        }
    }
}
