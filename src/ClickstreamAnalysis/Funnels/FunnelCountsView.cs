using ClickstreamAnalysis.Funnels;
using ClickstreamAnalysis.Queries;

namespace ClickstreamAnalysis;

/// <summary>The counts of a funnel in a <see cref="StateView"/>. One partition holds them all. Thread-safe.</summary>
public sealed class FunnelCountsView
{
    private readonly TableQuery<FunnelCounts> _table;

    internal FunnelCountsView(StateView view, string store)
    {
        var (sub, totals) = view.Catalog.Find<IFunnelTotals>(store, nameof(StateViewFunnels.FunnelCounts));
        _table = new(view, sub, store, totals.CountsOf);
    }

    /// <summary>Finds the counts of a bucket.</summary>
    /// <param name="bucket">The bucket; by default the one of a funnel without buckets, which covers all time.</param>
    /// <returns>The counts, or why there are none.</returns>
    /// <exception cref="ObjectDisposedException">The view is disposed.</exception>
    public StateAnswer<FunnelCounts> Find(FunnelBucket bucket = default)
    {
        var bytes = KeyBytes.Of(FunnelBucket.Serde, bucket);
        return _table.Find(bytes, bytes);
    }

    /// <summary>Reads the counts of all buckets.</summary>
    /// <returns>The counts.</returns>
    /// <exception cref="ObjectDisposedException">The view is disposed.</exception>
    public StateScan<FunnelCounts> All() => _table.Scan([], []);
}
