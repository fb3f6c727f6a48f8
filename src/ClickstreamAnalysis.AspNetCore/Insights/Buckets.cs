namespace ClickstreamAnalysis.AspNetCore.Insights;

/// <summary>The ranges that sessions are counted in.</summary>
internal static class Buckets
{
    /// <summary>The first second of each range of durations.</summary>
    public static ReadOnlySpan<int> DurationSeconds => [0, 10, 30, 60, 180, 600, 1800, 3600];

    /// <summary>The first number of each range of events.</summary>
    public static ReadOnlySpan<int> Events => [1, 2, 3, 5, 10, 20, 50];

    /// <summary>The range of a value that is not below the first range.</summary>
    public static int IndexOf(ReadOnlySpan<int> starts, long value)
    {
        var at = starts.Length - 1;
        while (at > 0 && value < starts[at])
        {
            at--;
        }

        return at;
    }
}
