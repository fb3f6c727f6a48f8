using ClickstreamAnalysis.Tests.Data;

namespace ClickstreamAnalysis.Streamiz.Tests.Comparison;

/// <summary>Real clicks of a shop give the same sessions in Streamiz and in this library's own engine.</summary>
public sealed class RealClicksTests
{
    private const int Clicks = 20_000;
    private const int Together = 500;

    [Test]
    public void Sessions_of_a_shop_are_those_of_the_own_engine()
    {
        var options = new SessionWindows { Gap = TimeSpan.FromMinutes(5), GracePeriod = TimeSpan.FromMinutes(1) };
        ClickEvent[] clicks =
        [
            .. RealClicks.Rees46().Take(Clicks).Select(click => new ClickEvent { User = click.User, Name = click.Event, TimestampMs = click.TimestampMs, Page = click.Page }),
            new ClickEvent { User = "last", Name = "last", TimestampMs = 1_900_000_000_000 },
        ];
        var rows = new Rows();
        using (var run = new StreamizRun(builder => SessionComparisonTests.Collect(
            builder.Clicks(StreamizRun.Topic).Sessionize("sessions", options, new StreamizOptions { MaxLiveEntries = 100 }), rows)))
        {
            foreach (var chunk in clicks.Chunk(Together))
            {
                run.SendTogether(chunk);
                run.Commit();
            }
        }

        Assert.That(rows.CountOf("closed"), Is.GreaterThan(1_000));
        Assert.That(rows.ByKey(), Is.EqualTo(SessionComparisonTests.Own(options, clicks).ByKey()));
    }
}
