using ClickstreamAnalysis.Sessions;
using static ClickstreamAnalysis.Tests.Sessions.SessionTimelineTests;

namespace ClickstreamAnalysis.Tests.Sessions;

[TestFixture]
public sealed class SessionFactsTests
{
    [Test]
    public void Facts_are_by_event_time_whatever_the_order_of_arrival()
    {
        ClickEvent[] clicks =
        [
            Click("12:00", page: null, referrer: null, campaign: "late"),
            Click("12:01", page: "/home", referrer: "search", campaign: null),
            Click("12:02", page: "/shoes", referrer: "mail", campaign: "spring"),
            Click("12:03", page: "/cart", referrer: null, campaign: null),
            Click("12:04", page: null, referrer: null, campaign: null),
        ];
        var expected = new SessionFacts { PageViews = 3, EntryPage = "/home", ExitPage = "/cart", Referrer = "search", Campaign = "late" };

        foreach (var order in Orders(clicks))
        {
            Assert.That(FactsOf(order), Is.EqualTo(expected));
        }
    }

    [Test]
    public void Among_clicks_of_one_time_the_ordinally_lowest_page_is_the_entry_and_the_highest_the_exit()
    {
        ClickEvent[] clicks =
        [
            Click("12:00", page: "/b", referrer: "y", campaign: "q"),
            Click("12:00", page: "/a", referrer: "x", campaign: "p"),
            Click("12:00", page: "/Z", referrer: "z", campaign: "r"),
        ];

        foreach (var order in Orders(clicks))
        {
            Assert.That(FactsOf(order), Is.EqualTo(new SessionFacts { PageViews = 3, EntryPage = "/Z", ExitPage = "/b", Referrer = "x", Campaign = "p" }));
        }
    }

    [Test]
    public void Facts_of_sessions_that_merge_are_those_of_all_events()
    {
        var facts = FactsOf(
        [
            Click("12:50", page: "/later", referrer: "b", campaign: null),
            Click("12:00", page: "/first", referrer: null, campaign: "c"),
            Click("12:25", page: "/middle", referrer: null, campaign: null),
        ]);
        Assert.That(facts, Is.EqualTo(new SessionFacts { PageViews = 3, EntryPage = "/first", ExitPage = "/later", Referrer = "b", Campaign = "c" }));
    }

    [Test]
    public void A_text_that_a_surrogate_pair_makes_shorter_is_compared_by_what_is_kept()
    {
        var aggregator = new ClickSessionAggregator(new(new SessionWindows { MaxTextLength = 10 }));
        ClickEvent[] clicks =
        [
            Click("12:00", page: "/123456789", referrer: null, campaign: null),
            Click("12:00", page: "/12345678😀", referrer: null, campaign: null),
        ];
        foreach (var order in Orders(clicks).Select(static order => order.ToArray()))
        {
            var facts = aggregator.Create(RecordOf(order[0]));
            aggregator.Add(ref facts, RecordOf(order[1]));
            Assert.That((facts.EntryPage, facts.ExitPage), Is.EqualTo(("/12345678", "/123456789")));
        }
    }

    [Test]
    public void A_click_is_a_page_view_by_the_condition_of_the_options_and_its_page_counts_anyway()
    {
        var aggregator = new ClickSessionAggregator(new(new SessionWindows { PageView = static click => click.Campaign is not null, MaxExactPages = 16 }));
        var facts = aggregator.Create(RecordOf(Click("12:00", page: "/a", referrer: null, campaign: null)));
        aggregator.Add(ref facts, RecordOf(Click("12:01", page: "/b", referrer: null, campaign: "spring")));
        Assert.That((facts.PageViews, facts.DistinctPages, facts.EntryPage, facts.ExitPage), Is.EqualTo((1L, (long?)1L, "/a", "/b")));
    }

    [Test]
    public void Long_texts_are_cut_before_they_are_compared_and_never_within_a_surrogate_pair()
    {
        const int length = 10;
        ClickEvent[] clicks =
        [
            Click("12:00", page: "/same-here" + "b", referrer: "012345678😀", campaign: "0123456789"),
            Click("12:00", page: "/same-here" + "a", referrer: "012345678😀😀", campaign: "01234567😀"),
        ];
        var aggregator = new ClickSessionAggregator(new(new SessionWindows { MaxTextLength = length }));
        foreach (var order in Orders(clicks).Select(static order => order.ToArray()))
        {
            var facts = aggregator.Create(RecordOf(order[0]));
            aggregator.Add(ref facts, RecordOf(order[1]));
            Assert.That(facts, Is.EqualTo(new SessionFacts
            {
                PageViews = 2,
                EntryPage = "/same-here",
                ExitPage = "/same-here",
                Referrer = "012345678",
                Campaign = "0123456789",
            }));
        }
    }

    private static Record<string, ClickEvent> RecordOf(ClickEvent click) => new(click.User, click, click.TimestampMs);

    private static SessionFacts FactsOf(IEnumerable<ClickEvent> clicks)
    {
        var run = Run(new SessionWindows { GracePeriod = TimeSpan.FromHours(1) });
        foreach (var click in clicks)
        {
            run.Send(click);
        }

        run.Finish();
        return run.Closed.Single().Aggregate;
    }

    private static ClickEvent Click(string time, string? page, string? referrer, string? campaign) => new()
    {
        User = "ann",
        Name = "view",
        TimestampMs = At(time),
        Page = page,
        Referrer = referrer,
        Campaign = campaign,
    };

    private static IEnumerable<IEnumerable<T>> Orders<T>(T[] items) => items.Length == 0
        ? [[]]
        : Enumerable.Range(0, items.Length).SelectMany(first =>
            Orders<T>([.. items[..first], .. items[(first + 1)..]]).Select(rest => rest.Prepend(items[first])));
}
