using System.Buffers;
using System.Collections.Immutable;

namespace ClickstreamAnalysis.AspNetCore.Dashboard.Instances;

/// <summary>
/// Reads what a picture shows of a funnel, because other instances are sent it: the counts of all time or of the last buckets, without the times of single steps.
/// </summary>
internal static class FunnelReader
{
    /// <summary>How many buckets a picture shows. The last of all instances are among the last of each.</summary>
    public const int MostBuckets = 60;

    /// <summary>Makes the part of a funnel.</summary>
    /// <param name="store">The store of its counts.</param>
    /// <param name="counts">All of its counts on this instance.</param>
    public static FunnelPart Read(string store, IEnumerable<FunnelCounts> counts) => new(
        store, [.. counts.OrderBy(static row => row.Bucket.Window?.StartMs ?? long.MaxValue).TakeLast(MostBuckets).Select(static row => Serialize(Shown(row)))]);

    private static FunnelCounts Shown(FunnelCounts row) => new(row.Bucket, Shown(row.Steps))
    {
        Breakdown = [.. row.Breakdown.Select(static part => part with { Steps = Shown(part.Steps) })],
        TimeToConvert = row.TimeToConvert,
    };

    private static ImmutableArray<FunnelStepCount> Shown(ImmutableArray<FunnelStepCount> steps) => [.. steps.Select(static step => step with { TimeFromPrevious = null })];

    private static byte[] Serialize(FunnelCounts counts)
    {
        var bytes = new ArrayBufferWriter<byte>();
        FunnelCounts.Serde.Serialize(counts, bytes);
        return bytes.WrittenSpan.ToArray();
    }
}
