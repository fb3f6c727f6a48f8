namespace ClickstreamAnalysis.Tests.Funnels;

/// <summary>The rules of a funnel taken at their word: tries every chain. Only for a handful of events.</summary>
internal static class FunnelReference
{
    /// <summary>The best chain of each bucket, by the bucket's start: the times of its steps.</summary>
    public static SortedDictionary<long, long[]> Best(FunnelCase funnel)
    {
        var best = new SortedDictionary<long, long[]>();
        foreach (var chain in Chains(funnel))
        {
            var bucket = funnel.Rules.BucketStartMs(chain[0]);
            if (!best.TryGetValue(bucket, out var other) || IsBetter(chain, other))
            {
                best[bucket] = chain;
            }
        }

        return best;
    }

    /// <summary>The chains that get a final outcome: those that are the best of their bucket at the end of their own window.</summary>
    public static IReadOnlyList<long[]> Final(FunnelCase funnel) =>
    [
        .. funnel.Arrivals.Where(arrival => (arrival.Steps & 1) != 0).Select(arrival => arrival.TimeMs).Distinct().Order()
            .Select(entry => (Entry: entry, Best: BestAt(funnel, entry)))
            .Where(pair => pair.Best is not null && pair.Best[0] == pair.Entry)
            .Select(pair => pair.Best!),
    ];

    private static long[]? BestAt(FunnelCase funnel, long entry)
    {
        var known = funnel with { Arrivals = [.. funnel.Arrivals.Where(arrival => arrival.TimeMs <= entry + funnel.Rules.WindowMs)] };
        return Best(known).GetValueOrDefault(funnel.Rules.BucketStartMs(entry));
    }

    private static bool IsBetter(long[] chain, long[] other) => chain.Length != other.Length
        ? chain.Length > other.Length
        : chain.AsSpan().SequenceCompareTo(other) < 0;

    /// <summary>Every chain, of every depth. An event that arrived when the attempt was over is not part of it.</summary>
    private static IEnumerable<long[]> Chains(FunnelCase funnel)
    {
        var streamTimes = new long[funnel.Arrivals.Length];
        var streamTime = long.MinValue;
        for (var i = 0; i < streamTimes.Length; i++)
        {
            streamTimes[i] = streamTime = Math.Max(streamTime, funnel.Arrivals[i].TimeMs);
        }

        return Longer([], 0);

        IEnumerable<long[]> Longer(long[] chain, ulong used)
        {
            if (chain.Length == funnel.Rules.Steps)
            {
                yield break;
            }

            for (var i = 0; i < funnel.Arrivals.Length; i++)
            {
                var (time, steps) = funnel.Arrivals[i];
                var entry = chain.Length == 0 ? time : chain[0];
                var fits = (used >> i & 1) == 0 && (steps >> chain.Length & 1) != 0
                    && (chain.Length == 0 || time >= chain[^1]) && time - entry <= funnel.Rules.WindowMs
                    && !funnel.Rules.IsOver(entry, streamTimes[i]);
                if (!fits)
                {
                    continue;
                }

                long[] longer = [.. chain, time];
                yield return longer;
                foreach (var evenLonger in Longer(longer, used | 1UL << i))
                {
                    yield return evenLonger;
                }
            }
        }
    }
}
