using System.Globalization;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ClickstreamAnalysis.AspNetCore.Tests.Browser;

/// <summary>A dashboard that stays open for days costs the same as in its first minutes.</summary>
[TestFixture]
internal sealed class MemoryTests
{
    [TestCase("site")]
    [TestCase("engine")]
    public async Task Hundreds_of_updates_leave_memory_and_elements_as_they_are(string section)
    {
        await using var dashboard = await DashboardPage.OpenAsync(section, width: 900);
        var session = await dashboard.Page.Context.NewCDPSessionAsync(dashboard.Page);
        await session.SendAsync("Performance.enable");

        // Fills what is bounded: the points of the history and the rows of the stream.
        await UpdateAsync(dashboard, 2000, 180);
        var before = await MeasureAsync(session);
        await UpdateAsync(dashboard, 5000, 300);
        var after = await MeasureAsync(session);

        TestContext.Out.WriteLine($"heap {before.Heap:N0} -> {after.Heap:N0}, nodes {before.Nodes} -> {after.Nodes}, listeners {before.Listeners} -> {after.Listeners}");
        Assert.Multiple(() =>
        {
            Assert.That(after.Heap - before.Heap, Is.LessThan(1_500_000), "bytes of the heap");
            Assert.That(after.Nodes - before.Nodes, Is.LessThan(100), "elements");
            Assert.That(after.Listeners - before.Listeners, Is.LessThan(20), "listeners");
        });
    }

    private static async Task UpdateAsync(DashboardPage dashboard, int first, int count)
    {
        for (var i = 1; i <= count; i++)
        {
            dashboard.Send(first + i, FakeFigures.Ordinary);
            dashboard.Server.Send("clicks", FakeFigures.Clicks(i, FakeFigures.Ordinary));
            if (i % 10 == 0)
            {
                var key = await dashboard.Page.Locator("[data-figure=users]:visible").CountAsync() > 0 ? "users" : "read";
                var shown = (key == "users" ? first + i : first + i + 1000).ToString("N0", CultureInfo.InvariantCulture);
                await Expect(dashboard.Figure(key)).ToContainTextAsync(shown);
                await dashboard.DrawnAsync();
            }
        }
    }

    private static async Task<(double Heap, double Nodes, double Listeners)> MeasureAsync(ICDPSession session)
    {
        await session.SendAsync("HeapProfiler.collectGarbage");
        var answer = await session.SendAsync("Performance.getMetrics");
        var metrics = answer!.Value.GetProperty("metrics").EnumerateArray()
            .ToDictionary(static metric => metric.GetProperty("name").GetString()!, static metric => metric.GetProperty("value").GetDouble());
        return (metrics["JSHeapUsedSize"], metrics["Nodes"], metrics["JSEventListeners"]);
    }
}
