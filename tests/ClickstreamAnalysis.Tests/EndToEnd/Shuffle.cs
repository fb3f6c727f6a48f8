using ClickstreamAnalysis.Tests.Data;

namespace ClickstreamAnalysis.Tests.EndToEnd;

/// <summary>Changes the order of clicks.</summary>
internal static class Shuffle
{
    /// <summary>Each click is delayed by up to the grace, so that none is late in whatever way they are partitioned.</summary>
    public static IReadOnlyList<DataClick> WithinGrace(IReadOnlyList<DataClick> clicks, TimeSpan grace, int seed)
    {
        var random = new Random(seed);
        return [.. clicks.OrderBy(click => click.TimestampMs + random.NextInt64((long)grace.TotalMilliseconds))];
    }
}
