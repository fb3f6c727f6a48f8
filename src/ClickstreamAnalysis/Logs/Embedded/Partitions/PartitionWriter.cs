using ClickstreamAnalysis.Logs.Embedded.Batches;

namespace ClickstreamAnalysis.Logs.Embedded.Partitions;

/// <summary>The records of a producer for one partition that are not yet written.</summary>
internal sealed class PartitionWriter(PartitionLog log, int maxRecordBytes)
{
    private readonly List<SealedBatch> _batches = [];
    private readonly List<long> _offsets = [];
    private List<long>? _numbers;
    private List<(long Number, long Offset)>? _delivered;

    public PartitionLog Log { get; } = log;

    /// <summary>The maximum size of a record in bytes: key, value and headers.</summary>
    public int MaxRecordBytes => maxRecordBytes;

    public BatchBuilder Builder { get; } = new();

    /// <summary>The sealed batches, in order.</summary>
    public IReadOnlyList<SealedBatch> Batches => _batches;

    /// <summary>The highest acknowledged offset, or -1.</summary>
    public long LastOffset { get; set; } = -1;

    public bool IsEmpty => Builder.Count == 0 && _batches.Count == 0;

    /// <summary>Seals the current batch, if it has records.</summary>
    public void Seal()
    {
        if (Builder.Count > 0)
        {
            _batches.Add(Builder.Seal());
        }
    }

    /// <summary>Assigns the number under which the outcome of the last added record is reported.</summary>
    public void Number(long number) => (_numbers ??= []).Add(number);

    /// <summary>Marks every added record as written.</summary>
    public void Acknowledge()
    {
        LastOffset = PlacedEnd - 1;
        if (_numbers is not null)
        {
            var offsets = _batches.SelectMany((batch, i) => Enumerable.Range(0, batch.Offsets).Select(k => _offsets[i] + k));
            (_delivered ??= []).AddRange(_numbers.Zip(offsets));
            _numbers.Clear();
        }
    }

    /// <summary>Reports the records acknowledged since the last call.</summary>
    public void ReportDelivered(IDeliveryHandler handler)
    {
        _delivered?.ForEach(d => handler.OnDelivered(d.Number, Log.Id, d.Offset));
        _delivered?.Clear();
    }

    /// <summary>Discards every record that was not written and reports it as failed.</summary>
    public void Fail(IDeliveryHandler handler, RecordLogException error)
    {
        var numbers = _numbers?.ToArray() ?? [];
        Clear();
        Array.ForEach(numbers, number => handler.OnFailed(number, Log.Id, error));
    }

    /// <summary>Returns the first offset of a sealed batch. Allocates offsets for batches up to it that have none.</summary>
    public long OffsetOf_NeedsLock(int index)
    {
        while (_offsets.Count <= index)
        {
            _offsets.Add(Log.Take(_batches[_offsets.Count].Offsets));
        }

        return _offsets[index];
    }

    /// <summary>The number of sealed batches that have offsets.</summary>
    public int Placed => _offsets.Count;

    /// <summary>The number of sealed batches that had offsets before the current write.</summary>
    public int PlacedBefore { get; set; }

    /// <summary>One past the last allocated offset.</summary>
    public long PlacedEnd => _offsets.Count == 0 ? LastOffset + 1 : _offsets[^1] + _batches[_offsets.Count - 1].Offsets;

    /// <summary>Returns the offsets that the current write allocated.</summary>
    public void Unplace_NeedsLock()
    {
        if (_offsets.Count > PlacedBefore)
        {
            Log.Undo(_offsets[PlacedBefore]);
            _offsets.RemoveRange(PlacedBefore, _offsets.Count - PlacedBefore);
        }
    }

    /// <summary>Discards every record that was not written.</summary>
    public void Clear()
    {
        foreach (var batch in _batches)
        {
            batch.Return();
        }

        _batches.Clear();
        _offsets.Clear();
        _numbers?.Clear();
        Builder.Discard();
    }
}
