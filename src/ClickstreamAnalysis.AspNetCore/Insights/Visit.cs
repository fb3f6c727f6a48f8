namespace ClickstreamAnalysis.AspNetCore.Insights;

/// <summary>What insights keep of an open session: where it came from, and its first pages in the order of event time.</summary>
/// <remarks>Results do not depend on the order of arrival: equal times are ordered by text.</remarks>
internal sealed class Visit : IHeapSized
{
    /// <summary>How many page events are kept at the start of a visit.</summary>
    public const int MaxPages = 12;

    private const int BaseBytes = 220;
    private const int BytesPerPage = 24;

    private readonly List<TimedText> _pages = new(2);
    private readonly List<long> _openings = new(1);

    /// <summary>
    /// The times at which the session was counted as opened: that of the click that arrived first, and of each session that merged into this one. Known when it closes, the first
    /// click in event time corrects them.
    /// </summary>
    public List<long> Openings => _openings;

    /// <summary>The first pages, oldest first; at most <see cref="MaxPages"/>.</summary>
    public List<TimedText> Pages => _pages;

    /// <summary>How many events had a page.</summary>
    public long PageEvents { get; private set; }

    /// <summary>The page of the last event that had one.</summary>
    public TimedText? Last { get; private set; }

    /// <summary>The referrer of the first event that had one.</summary>
    public TimedText? Referrer { get; private set; }

    /// <summary>The campaign of the first event that had one.</summary>
    public TimedText? Campaign { get; private set; }

    /// <summary>What decides whether the visit is a bounce.</summary>
    public VisitEngagement Engagement { get; private set; }

    // Page texts are shared with the serde's pool in most cases, so they are not counted.
    public long HeapBytes => BaseBytes + ((long)BytesPerPage * _pages.Capacity) + (sizeof(long) * (long)_openings.Capacity);

    public static Visit Open(in ClickEvent click, VisitEngagement engagement)
    {
        var visit = new Visit();
        visit._openings.Add(click.TimestampMs);
        visit.Add(click, engagement);
        return visit;
    }

    public static Visit Restore(
        long pageEvents,
        VisitEngagement engagement,
        IEnumerable<TimedText> pages,
        IEnumerable<long> openings,
        TimedText? last,
        TimedText? referrer,
        TimedText? campaign)
    {
        var visit = new Visit { PageEvents = pageEvents, Engagement = engagement, Last = last, Referrer = referrer, Campaign = campaign };
        visit._pages.AddRange(pages);
        visit._openings.AddRange(openings);
        return visit;
    }

    public void Add(in ClickEvent click, VisitEngagement engagement)
    {
        Engagement += engagement;
        if (click.Page is { } page)
        {
            PageEvents++;
            AddPage(TimedText.Of(click.TimestampMs, page));
        }

        if (click.Referrer is { } referrer)
        {
            Referrer = TimedText.First(Referrer, TimedText.Of(click.TimestampMs, referrer));
        }

        if (click.Campaign is { } campaign)
        {
            Campaign = TimedText.First(Campaign, TimedText.Of(click.TimestampMs, campaign));
        }
    }

    public void Merge(Visit other)
    {
        Engagement += other.Engagement;
        PageEvents += other.PageEvents;
        _openings.AddRange(other._openings);
        foreach (var page in other._pages)
        {
            AddPage(page);
        }

        if (other.Last is { } last && (Last is not { } mine || mine.CompareTo(last) < 0))
        {
            Last = last;
        }

        Referrer = other.Referrer is { } referrer ? TimedText.First(Referrer, referrer) : Referrer;
        Campaign = other.Campaign is { } campaign ? TimedText.First(Campaign, campaign) : Campaign;
    }

    private void AddPage(TimedText page)
    {
        if (Last is not { } last || last.CompareTo(page) < 0)
        {
            Last = page;
        }

        if (_pages.Count < MaxPages || page.CompareTo(_pages[^1]) < 0)
        {
            var at = _pages.Count;
            while (at > 0 && page.CompareTo(_pages[at - 1]) < 0)
            {
                at--;
            }

            if (_pages.Count == MaxPages)
            {
                _pages.RemoveAt(MaxPages - 1);
            }

            _pages.Insert(at, page);
        }
    }
}
