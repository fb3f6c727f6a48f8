namespace ClickstreamAnalysis.Tests.Runtime;

/// <summary>The defaults that the rules of results name.</summary>
public sealed class RuleDefaultsTests
{
    [Test]
    public void Options_have_the_documented_defaults()
    {
        var options = new StreamsOptions { ApplicationId = "app" };
        using (Assert.EnterMultipleScope())
        {
            Assert.That(options.MaxFutureSkew, Is.EqualTo(TimeSpan.FromHours(1)));
            Assert.That(options.IdleTimeout, Is.Null);
            Assert.That(options.UpstreamIdleTimeout, Is.EqualTo(TimeSpan.FromSeconds(5)));
            Assert.That(options.MaxRecordBytes, Is.EqualTo(1024 * 1024));
            Assert.That(options.BadRecords, Is.EqualTo(BadRecordPolicy.Fail));
            Assert.That(options.Guarantee, Is.EqualTo(ProcessingGuarantee.ExactlyOnce));
        }
    }

    [Test]
    public void Sessions_and_funnels_have_the_documented_defaults()
    {
        var sessions = new SessionWindows();
        FunnelDefinition<string, ClickEvent>? funnel = null;
        new TopologyBuilder().Clicks("clicks").Funnel("funnel", empty => funnel = empty);
        using (Assert.EnterMultipleScope())
        {
            Assert.That((sessions.Gap, sessions.Boundary), Is.EqualTo((TimeSpan.FromMinutes(30), GapBoundary.Inclusive)));
            Assert.That(sessions.SplitAtMidnight, Is.Null);
            Assert.That((funnel!.Order, funnel.Entry, funnel.Counting), Is.EqualTo((FunnelOrder.Ordered, FunnelEntry.BestChain, FunnelCounting.Uniques)));
            Assert.That((funnel.FirstTimeOnly, funnel.EntryBucket, funnel.GracePeriod), Is.EqualTo((false, (TimeSpan?)null, TimeSpan.Zero)));
            Assert.That(TumblingWindows.Of(TimeSpan.FromSeconds(1)).GracePeriod, Is.EqualTo(TimeSpan.Zero));
        }
    }
}
