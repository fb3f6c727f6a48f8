using System.Globalization;

namespace ClickstreamAnalysis.AspNetCore.Insights;

/// <summary>One page that followed another in a visit, as a text that can be counted.</summary>
/// <param name="Step">Which page of the visit <paramref name="From"/> is, from 1.</param>
/// <param name="From">The page.</param>
/// <param name="To">The next page; null where the visit ended.</param>
internal readonly record struct PathStep(int Step, string From, string? To)
{
    /// <summary>How many pages of a visit are followed.</summary>
    public const int MaxSteps = 5;

    private const char Separator = '\u001f';

    public static PathStep Parse(string text)
    {
        var parts = text.Split(Separator, 3);
        return new PathStep(int.Parse(parts[0], CultureInfo.InvariantCulture), parts.Length > 1 ? parts[1] : "", parts.Length > 2 ? parts[2] : null);
    }

    /// <summary>The steps of a visit. Events on the same page are one page.</summary>
    public static IEnumerable<PathStep> Of(Visit visit)
    {
        var pages = new List<string>();
        foreach (var page in visit.Pages)
        {
            if (pages.Count == 0 || pages[^1] != page.Text)
            {
                pages.Add(page.Text);
            }
        }

        // Beyond what is kept, the next page is not known.
        var hasAll = visit.PageEvents <= visit.Pages.Count;
        for (var i = 0; i < Math.Min(pages.Count, MaxSteps); i++)
        {
            if (i + 1 < pages.Count)
            {
                yield return new PathStep(i + 1, pages[i], pages[i + 1]);
            }
            else if (hasAll)
            {
                yield return new PathStep(i + 1, pages[i], null);
            }
        }
    }

    public override string ToString()
    {
        var from = From.Replace(Separator, ' ');
        return To is null
            ? string.Create(CultureInfo.InvariantCulture, $"{Step}{Separator}{from}")
            : string.Create(CultureInfo.InvariantCulture, $"{Step}{Separator}{from}{Separator}{To}");
    }
}
