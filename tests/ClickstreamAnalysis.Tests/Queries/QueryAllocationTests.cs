using ClickstreamAnalysis.Tests.Runtime;

namespace ClickstreamAnalysis.Tests.Queries;

/// <summary>The allocation budget of a point query, with its view.</summary>
public sealed class QueryAllocationTests
{
    private const long Noon = 1_772_366_400_000; // SteppedApplication.Now
    private const int Queries = 1_000;

    [TestCase("ann", 3_200)]
    [TestCase("nobody", 2_600)]
    public async Task PointQuery_StaysInItsBudget(string user, int mostBytes)
    {
        var builder = new TopologyBuilder();
        builder.Clicks("clicks").Sessionize("sessions");
        await using var application = await SteppedApplication.StartAsync(builder.Build(), SteppedApplication.LogWith(("clicks", 4)));
        application.ProduceClick(0, "ann", Noon);
        application.RunToIdle();
        Find(application, user, Queries);

        var before = GC.GetAllocatedBytesForCurrentThread();
        Find(application, user, Queries);
        var each = (GC.GetAllocatedBytesForCurrentThread() - before) / Queries;

        Assert.That(each, Is.LessThan(mostBytes));
    }

    private static void Find(SteppedApplication application, string user, int times)
    {
        for (var i = 0; i < times; i++)
        {
            using var view = application.Query();
            view.Sessions("sessions").Find(user);
        }
    }
}
