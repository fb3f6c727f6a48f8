using System.Text;
using ClickstreamAnalysis.Tests.Runtime;

namespace ClickstreamAnalysis.Tests.Queries;

/// <summary>A query that names its stores makes nobody else copy changes.</summary>
public sealed class QueryOfSomeStoresTests
{
    private const long Noon = 1_772_366_400_000; // SteppedApplication.Now
    private const int Clicks = 200;

    private static readonly string s_page = new('p', 1_900);

    [Test]
    public async Task AStoreBehindARepartition_IsReadWithoutACopyOfTheChangesBeforeIt()
    {
        await using var application = await StartAsync();
        application.Query(["pages"]).Dispose();
        Click(application);

        using var view = application.Query(["pages"]);
        Assert.That(view.Windows<string, long>("pages").All().Sum(static window => window.Value), Is.EqualTo(Clicks));
        Assert.That(application.Metrics.Memory.QueryChangesBytes, Is.LessThan(Clicks * s_page.Length / 10), "the changes of sessions are not copied");
    }

    [Test]
    public async Task AnotherStore_IsReadOnceItIsNamed()
    {
        await using var application = await StartAsync();
        Click(application);
        using (var view = application.Query(["pages"]))
        {
            Assert.That(
                () => view.Sessions("sessions"),
                Throws.TypeOf<StateQueryException>().With.Message.EqualTo(
                    "The view was taken without the store 'sessions': name it in the call of QueryAsync, or call QueryAsync without names to read all stores."));
        }

        using var both = application.Query(["pages", "sessions"]);
        Assert.That(both.Sessions("sessions").All().Sum(static session => session.EventCount), Is.EqualTo(Clicks));
        Assert.That(both.Windows<string, long>("pages").All().Sum(static window => window.Value), Is.EqualTo(Clicks));
    }

    [Test]
    public async Task AStoreThatIsNotThere_IsRefused()
    {
        await using var application = await StartAsync();

        Assert.That(() => application.Query(["page"]), Throws.TypeOf<StateQueryException>().With.Message.Contains("There is no store 'page'. The topology has: "));
    }

    private static async Task<SteppedApplication> StartAsync()
    {
        var builder = new TopologyBuilder();
        var clicks = builder.Clicks("clicks");
        clicks.Sessionize("sessions");
        clicks.SelectKey(static (_, click) => click.Name).CountByWindow("pages", TumblingWindows.Of(TimeSpan.FromHours(1)));
        return await SteppedApplication.StartAsync(builder.Build(), SteppedApplication.LogWith(("clicks", 2)));
    }

    private static void Click(SteppedApplication application)
    {
        for (var user = 0; user < Clicks; user++)
        {
            application.Produce("clicks", user % 2, Noon, Encoding.UTF8.GetBytes($"u{user}"), SteppedApplication.Click($"u{user}", Noon + user, $"{s_page}{user}"));
        }

        // The partial counts go through the repartition topic, too.
        for (var turn = 0; turn < 100 || application.Metrics.Read < Clicks; turn++)
        {
            application.Step();
        }
    }
}
