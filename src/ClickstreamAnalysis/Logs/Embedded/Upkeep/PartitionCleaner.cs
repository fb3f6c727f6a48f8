using System.Collections;
using ClickstreamAnalysis.Logs.Embedded.Batches;
using ClickstreamAnalysis.Logs.Embedded.Partitions;
using ClickstreamAnalysis.Logs.Embedded.Storage;
using RocksDbSharp;

namespace ClickstreamAnalysis.Logs.Embedded.Upkeep;

/// <summary>Rewrites a partition of a compacted topic so that only the newest record of each key remains, at its original offset.</summary>
/// <remarks>
/// Readers are not blocked: each replacement of rows is one atomic write, and a reader at a removed offset gets the next record. A
/// tombstone that became the only record of its key is marked with the time and removed after
/// <see cref="EmbeddedLogOptions.TombstoneRetention"/>. Readers that saw an older value have read the tombstone by then.
/// </remarks>
internal sealed class PartitionCleaner(
    PartitionStore store, EmbeddedLogOptions options, PartitionLog partition, long nowMs, bool removesTombstones, CancellationToken stopping)
{
    // Fewer new records than this do not justify a pass.
    private const int MinDirtyRecords = 10_000;

    // Marks are rounded up to this step, so that tombstones of similar age share a batch and are removed together.
    private readonly long _markStepMs = (long)(options.TombstoneRetention.TotalMilliseconds / 8);
    private readonly BatchReader _reader = new();
    private readonly BatchBuilder _builder = new();
    private readonly List<long> _replaced = [];
    private readonly BitArray _survives = new(0);
    private long _builderBase;
    private long _builderMarkMs;
    private long _records;

    public static bool IsDue(PartitionLog partition)
    {
        var dirty = partition.ReadableEnd - Math.Max(partition.CleanedTo, partition.Start);
        return dirty >= MinDirtyRecords && dirty >= partition.CleanRecords;
    }

    /// <summary>Cleans the partition as far as the memory for its keys allows.</summary>
    /// <returns>Whether rows were removed.</returns>
    public bool Clean()
    {
        var end = partition.ReadableEnd;
        var newest = new NewestOffsets(end - partition.CleanedTo, options.CleanerMemoryBytes);
        var to = Collect(newest, Math.Max(partition.CleanedTo, partition.Start), end);
        var removed = false;
        for (var next = partition.Start; next < to && Read(next) && _reader.BaseOffset < to; next = _reader.LastOffset + 1)
        {
            removed |= CleanBatch(newest);
        }

        Write(markCleanedTo: to);
        return removed;
    }

    private bool Read(long offset)
    {
        stopping.ThrowIfCancellationRequested();
        return partition.TryRead(offset, _reader);
    }

    /// <summary>Collects the newest offset of each key.</summary>
    /// <returns>The exclusive end of the range whose keys fit into memory.</returns>
    private long Collect(NewestOffsets newest, long from, long end)
    {
        for (var next = from; next < end && Read(next); next = _reader.LastOffset + 1)
        {
            while (_reader.HasNext)
            {
                var record = _reader.Read(string.Empty, 0, withHeaders: false);
                if (record.HasKey && record.Offset >= from && !newest.TrySet(record.Key, record.Offset))
                {
                    // Stop at a batch boundary, unless a single batch exceeds the memory.
                    return _reader.BaseOffset > from ? _reader.BaseOffset : record.Offset;
                }
            }
        }

        return end;
    }

    private bool CleanBatch(NewestOffsets newest)
    {
        var survivors = FindSurvivors(newest);
        _records += survivors;
        if (survivors == _reader.Header.Count && !NeedsMark && _reader.Length * 2 >= options.BatchBytes)
        {
            Write(markCleanedTo: null);
            return false;
        }

        // Tombstones with another mark go to a separate batch, because they are removed at another time.
        var markMs = _reader.Header.HasTombstones ? MarkOf(_reader.Header) : 0;
        if (_builder.Count > 0 && (_builder.Length >= options.BatchBytes || (markMs != 0 && _builderMarkMs != 0 && markMs != _builderMarkMs)
            || _reader.LastOffset - _builderBase > int.MaxValue))
        {
            Write(markCleanedTo: null);
        }

        _replaced.Add(_reader.BaseOffset);
        if (survivors > 0)
        {
            _builderMarkMs = Math.Max(_builderMarkMs, markMs);
            AddSurvivors();
        }

        return survivors < _reader.Header.Count;
    }

    private bool NeedsMark => _reader.Header is { HasTombstones: true, CleanedAtMs: 0 };

    private long MarkOf(BatchHeader header) => header.CleanedAtMs != 0 ? header.CleanedAtMs : (nowMs / _markStepMs * _markStepMs) + _markStepMs;

    private int FindSurvivors(NewestOffsets newest)
    {
        var header = _reader.Header;
        var expired = removesTombstones && header.CleanedAtMs != 0
            && nowMs - header.CleanedAtMs > options.TombstoneRetention.TotalMilliseconds;
        _survives.Length = header.Count;
        var survivors = 0;
        for (var i = 0; i < header.Count; i++)
        {
            var record = _reader.Read(string.Empty, 0, withHeaders: false);
            var survives = record.Offset >= partition.Start && !(record.HasKey && newest.HasNewer(record.Key, record.Offset))
                && !(expired && record.HasKey && !record.HasValue);
            _survives[i] = survives;
            survivors += survives ? 1 : 0;
        }

        return survivors;
    }

    private void AddSurvivors()
    {
        _reader.Restart();
        for (var i = 0; _reader.HasNext; i++)
        {
            var record = _reader.Read(string.Empty, 0, withHeaders: true);
            if (!_survives[i])
            {
                continue;
            }

            if (_builder.Count == 0)
            {
                _builderBase = record.Offset;
            }

            _builder.Add(record, (int)(record.Offset - _builderBase));
        }
    }

    /// <summary>Replaces the batches that were read with the batch built from them.</summary>
    private void Write(long? markCleanedTo)
    {
        if (_replaced.Count == 0 && markCleanedTo is null)
        {
            return;
        }

        using var batch = new WriteBatch();
        foreach (var offset in _replaced)
        {
            batch.Delete(LogKey.Batch(partition.TopicId, partition.Id.Partition, offset));
        }

        if (_builder.Count > 0)
        {
            var built = _builder.Seal(_builderMarkMs);
            batch.Put(LogKey.Batch(partition.TopicId, partition.Id.Partition, _builderBase), built.Bytes);
            built.Return();
        }

        store.Replace(partition, batch, markCleanedTo is { } to ? (to, _records) : null);

        _replaced.Clear();
        _builderMarkMs = 0;
    }
}
