using ClickstreamAnalysis.Processing;

namespace ClickstreamAnalysis.Funnels.Rules;

/// <summary>Accumulates the changes of each bucket's tally in one task and forwards them at each commit.</summary>
internal sealed class TallyDeltas(RuledFunnel funnel, TallyLayout layout)
{
    private readonly Dictionary<FunnelBucket, (FunnelTally Tally, long LatestMs)> _byBucket = [];

    public void Clear() => _byBucket.Clear();

    public void Add(RuledAttempt? attempt, int count, long timestampMs)
    {
        if (attempt is null)
        {
            return;
        }

        var bucket = funnel.Limits.BucketOf(attempt.EntryMs);
        var (tally, latestMs) = _byBucket.TryGetValue(bucket, out var known) ? known : (new FunnelTally(), long.MinValue);
        layout.Add(tally, attempt, count);
        _byBucket[bucket] = (tally, Math.Max(latestMs, timestampMs));
    }

    /// <summary>Forwards all changes and clears them.</summary>
    public void Forward(Receiver<FunnelBucket, FunnelTally> next)
    {
        foreach (var (bucket, (tally, latestMs)) in _byBucket)
        {
            if (tally.Count > 0)
            {
                next.Process(new(bucket, tally, latestMs));
            }
        }

        _byBucket.Clear();
    }
}
