using ClickstreamAnalysis.Processing;

namespace ClickstreamAnalysis.Funnels;

/// <summary>
/// Accumulates the changes of each bucket's counts in one task and forwards them at each commit, so traffic grows with buckets and
/// commits and not with events.
/// </summary>
internal sealed class FunnelDeltas(FunnelRules rules)
{
    private readonly Dictionary<FunnelBucket, Delta> _byBucket = [];

    public void Clear() => _byBucket.Clear();

    public void Add(in BucketChange change)
    {
        if (change.Best.Depth == change.DepthBefore)
        {
            return;
        }

        var bucket = rules.BucketOf(change.Best.EntryMs);
        if (!_byBucket.TryGetValue(bucket, out var delta))
        {
            _byBucket.Add(bucket, delta = new(new long[rules.Steps]));
        }

        for (var step = change.DepthBefore; step < change.Best.Depth; step++)
        {
            delta.Steps[step]++;
        }

        delta.LatestMs = Math.Max(delta.LatestMs, change.Best.StepTimesMs[^1]);
    }

    /// <summary>Forwards all changes and clears them.</summary>
    public void Forward(Receiver<FunnelBucket, long[]> next)
    {
        foreach (var (bucket, delta) in _byBucket)
        {
            // Not stream time, which passes all events when a bounded run ends.
            next.Process(new(bucket, delta.Steps, delta.LatestMs));
        }

        _byBucket.Clear();
    }

    private sealed class Delta(long[] steps)
    {
        public long[] Steps => steps;

        public long LatestMs { get; set; } = long.MinValue;
    }
}
