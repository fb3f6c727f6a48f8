using CsCheck;

namespace ClickstreamAnalysis.Streamiz.Tests.Comparison;

/// <summary>Clicks of some users in the order in which they arrive: in order, out of order within the grace, late, and at equal times.</summary>
internal static class RandomClicks
{
    private const long StartMs = 1_700_000_000_000;

    // Streamiz looks for due sessions at most once in 10 ms of stream time, so times are whole multiples of it.
    private const int UnitMs = 10;

    private static readonly string?[] s_pages = ["/a", "/b", "/c", null];

    public static Gen<SessionWindows> Options { get; } =
        from gap in Gen.Int[1, 10]
        from grace in Gen.Int[0, 10]
        from isExclusive in Gen.Bool
        from isCapped in Gen.Bool
        from maxEvents in Gen.Int[1, 4]
        from maxDuration in Gen.Int[1, 30]
        select new SessionWindows
        {
            Gap = Units(gap),
            GracePeriod = Units(grace),
            Boundary = isExclusive ? GapBoundary.Exclusive : GapBoundary.Inclusive,
            MaxEvents = isCapped ? maxEvents : 10_000,
            MaxDuration = isCapped ? Units(maxDuration) : TimeSpan.FromHours(24),
        };

    /// <summary>Clicks, followed by one of another user so much later that everything has closed.</summary>
    public static Gen<ClickEvent[]> Arrivals { get; } =
        from clicks in Gen.Select(Gen.Int[1, 3], Gen.Int[0, 60], Gen.Int[0, 3], Gen.Char['A', 'C']).Array[1, 30]
        from delays in Gen.Int[0, 40].Array[clicks.Length]
        select (ClickEvent[])
        [
            .. clicks.Zip(delays).OrderBy(pair => pair.First.Item2 + pair.Second)
                .Select(pair => At(pair.First.Item2, $"u{pair.First.Item1}", $"{pair.First.Item4}", s_pages[pair.First.Item3])),
            At(100_000, "last", "last", null),
        ];

    public static TimeSpan Units(int units) => TimeSpan.FromMilliseconds(units * UnitMs);

    public static ClickEvent At(long unit, string user, string name, string? page = null) =>
        new() { User = user, Name = name, TimestampMs = StartMs + (unit * UnitMs), Page = page };
}
