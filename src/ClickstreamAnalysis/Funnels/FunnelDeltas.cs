using ClickstreamAnalysis.Processors;

namespace ClickstreamAnalysis.Funnels;

/// <summary>
/// Collects by how much the counts of each bucket change in one task, and sends that on at each commit: traffic grows with
/// buckets and commits, not with events.
/// </summary>
internal sealed class FunnelDeltas
{
    private readonly FunnelRules _rules;
    private readonly NodeContext _context;
    private readonly Receiver<FunnelBucket, long[]> _next;
    private readonly Dictionary<FunnelBucket, long[]> _byBucket = [];

    public FunnelDeltas(FunnelRules rules, NodeContext context, Receiver<FunnelBucket, long[]> next)
    {
        _rules = rules;
        _context = context;
        _next = next;
        context.OnCommit(Forward);
        context.OnDiscard(_byBucket.Clear);
    }

    public void Add(in BucketChange change)
    {
        if (change.Best.Depth == change.DepthBefore)
        {
            return;
        }

        var bucket = _rules.BucketOf(change.Best.EntryMs);
        if (!_byBucket.TryGetValue(bucket, out var delta))
        {
            _byBucket.Add(bucket, delta = new long[_rules.Steps]);
        }

        for (var step = change.DepthBefore; step < change.Best.Depth; step++)
        {
            delta[step]++;
        }
    }

    private void Forward()
    {
        foreach (var (bucket, delta) in _byBucket)
        {
            _next.Process(new(bucket, delta, _context.StreamTimeMs));
        }

        _byBucket.Clear();
    }
}
