namespace ClickstreamAnalysis.Funnels.Rules;

/// <summary>Counts by cell, of which most are zero. The sum of tallies does not depend on their order.</summary>
internal sealed class FunnelTally
{
    private readonly Dictionary<int, long> _cells = [];

    public IEnumerable<KeyValuePair<int, long>> Cells => _cells.OrderBy(static cell => cell.Key);

    public int Count => _cells.Count;

    public long this[int cell] => _cells.GetValueOrDefault(cell);

    public void Add(int cell, long count)
    {
        var sum = _cells.GetValueOrDefault(cell) + count;
        if (sum == 0)
        {
            _cells.Remove(cell);
        }
        else
        {
            _cells[cell] = sum;
        }
    }

    public void Add(FunnelTally other)
    {
        foreach (var (cell, count) in other._cells)
        {
            Add(cell, count);
        }
    }
}
