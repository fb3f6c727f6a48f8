using System.Collections.Immutable;

namespace ClickstreamAnalysis.Funnels.Rules;

/// <summary>The cells of a tally in order. Sorted once, as the counts of a funnel have a histogram for each step and value.</summary>
internal sealed class TallyCells(FunnelTally tally)
{
    private readonly KeyValuePair<int, long>[] _cells = [.. tally.Cells];

    public long this[int cell] => tally[cell];

    /// <summary>The cells of a range that are not zero, numbered from its start.</summary>
    public ImmutableArray<KeyValuePair<int, long>> Slice(int start, int length)
    {
        var from = Find(start);
        var slice = ImmutableArray.CreateBuilder<KeyValuePair<int, long>>(Find(start + length) - from);
        for (var i = 0; i < slice.Capacity; i++)
        {
            var (cell, count) = _cells[from + i];
            slice.Add(new(cell - start, count));
        }

        return slice.MoveToImmutable();
    }

    /// <summary>The place of the first cell that is not before this one.</summary>
    private int Find(int cell)
    {
        var (from, to) = (0, _cells.Length);
        while (from < to)
        {
            var middle = (from + to) / 2;
            (from, to) = _cells[middle].Key < cell ? (middle + 1, to) : (from, middle);
        }

        return from;
    }
}
