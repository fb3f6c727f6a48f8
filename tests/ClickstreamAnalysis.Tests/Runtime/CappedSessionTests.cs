namespace ClickstreamAnalysis.Tests.Runtime;

/// <summary>Sessions that were full, in the metrics.</summary>
public sealed class CappedSessionTests
{
    [TestCase(false)]
    [TestCase(true)]
    public async Task Events_that_a_cap_kept_out_are_counted_when_they_are_committed(bool isBehindRepartition)
    {
        var log = SteppedApplication.LogWith(("clicks", 1));
        var builder = new TopologyBuilder();
        var clicks = builder.Clicks("clicks");
        (isBehindRepartition ? clicks.Repartition("again") : clicks)
            .Sessionize("sessions", new SessionWindows { MaxEvents = 2 }).Closed.ForEach(static _ => { }, "ignore");
        await using var application = await SteppedApplication.StartAsync(builder.Build(), log);

        var nowMs = SteppedApplication.Now.ToUnixTimeMilliseconds();
        for (var i = 0; i < 5; i++)
        {
            application.ProduceClick(0, "ann", nowMs + i);
        }

        application.RunToIdle();

        Assert.That(application.Metrics, Has.Property("SessionLimitHits").EqualTo(2).And.Property("Processed").EqualTo(5));
    }
}
