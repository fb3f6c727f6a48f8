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

    private static readonly string s_page = new('p', 1_900);

    [Test]
    public async Task ManyChanges_TheOldestAreWrittenAndDroppedBeforeTheLimitIsReached()
    {
        await using var application = await StartAsync();
        for (var round = 0; round < Rounds; round++)
        {
            Click(application, round);
            Assert.That(application.Metrics.Memory.QueryChangesBytes, Is.InRange(1, LimitBytes), $"round {round}: something is kept, within the limit");
            using var view = application.Query();
            Assert.That(CountOf(view), Is.EqualTo((round + 1) * Users / 2));
        }
    }

    /// <summary>The memory of dropped changes is used for later ones, but not while a view has them.</summary>
    [Test]
    public async Task AViewThatStaysOpen_KeepsWhatItHas()
    {
        await using var application = await StartAsync();
        Click(application, 0);
        Click(application, 1);
        using var held = application.Query();
        var pages = PagesOf(held);
        for (var round = 2; round < Rounds; round++)
        {
            Click(application, round);
        }

        Assert.That(CountOf(held), Is.EqualTo(Users));
        Assert.That(PagesOf(held), Is.EqualTo(pages));
        using var view = application.Query();
        Assert.That(CountOf(view), Is.EqualTo(Rounds * Users / 2));
    }

    private static async Task<SteppedApplication> StartAsync()
    {
        var builder = new TopologyBuilder();
        builder.Clicks("clicks").Sessionize("sessions");
        var options = SteppedApplication.Options with { MemoryBudgetBytes = 32 << 20, WriteBackDelay = TimeSpan.FromMinutes(1) };
        var application = await SteppedApplication.StartAsync(builder.Build(), SteppedApplication.LogWith(("clicks", 4)), options);
        application.Query().Dispose();
        return application;
    }

    /// <summary>Half of the users click, which changes about 0.8 MiB of state.</summary>
    private static void Click(SteppedApplication application, int round)
    {
        for (var user = round % 2; user < Users; user += 2)
        {
            application.Produce("clicks", user % 4, Noon, Encoding.UTF8.GetBytes($"u{user}"), SteppedApplication.Click($"u{user}", Noon + round, $"{s_page}{round}"));
        }

        while (application.Metrics.Read < (round + 1) * Users / 2)
        {
            application.Step();
        }
    }

    private static long CountOf(StateView view) => view.Sessions("sessions").All().Sum(static session => session.EventCount);

    private static string?[] PagesOf(StateView view) =>
        [.. Enumerable.Range(0, Users).Select(user => view.Sessions("sessions").Find($"u{user}").Value.Aggregate.ExitPage?[^2..])];
}
