using ClickstreamAnalysis.AspNetCore.Dashboard.Contract;

namespace ClickstreamAnalysis.AspNetCore.Dashboard.Instances;

/// <summary>The figures of the minutes whose state an instance has.</summary>
/// <param name="Latest">The last minute that has figures, counted from 1970; null when there is none.</param>
/// <param name="Minutes">The minutes, oldest first.</param>
/// <param name="Span">The figures of the span, merged and serialized; null when empty.</param>
/// <param name="Before">The same of the span before.</param>
/// <param name="Active">The figures of the last minutes, for active users.</param>
internal sealed record SitePart(long? Latest, IReadOnlyList<SiteMinuteRow> Minutes, byte[]? Span, byte[]? Before, byte[]? Active);
