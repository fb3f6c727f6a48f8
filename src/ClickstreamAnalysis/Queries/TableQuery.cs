using ClickstreamAnalysis.Logs;
using ClickstreamAnalysis.Processing.Tasks;
using ClickstreamAnalysis.State.Rows;

namespace ClickstreamAnalysis.Queries;

/// <summary>Reads one store in a <see cref="StateView"/>. Thread-safe.</summary>
/// <param name="view">The view.</param>
/// <param name="subTopology">The sub-topology of the store.</param>
/// <param name="store">The store's name.</param>
/// <param name="decode">Decodes a row. Called on the thread of the caller.</param>
internal sealed class TableQuery<T>(StateView view, int subTopology, string store, Func<StoredRow, T> decode)
{
    public string Store => store;

    /// <summary>Finds the value of a key.</summary>
    /// <param name="partitionKey">The bytes of the key that records are partitioned by.</param>
    /// <param name="key">The bytes of the key in the store.</param>
    /// <remarks>
    /// Whoever wrote the input may have used another partitioner, and a processor may keep its state by another key than that of its records.
    /// So a key that is not in its partition is looked for in the other ones that are here.
    /// </remarks>
    public StateAnswer<T> Find(ReadOnlySpan<byte> partitionKey, ReadOnlySpan<byte> key)
    {
        view.ThrowIfDisposed();
        var partitions = view.PartitionsOf(subTopology);
        var partition = partitions > 0 ? KeyPartitioner.PartitionFor(partitionKey, partitions) : (int?)null;
        if (!view.IsOpen)
        {
            return new(StateAnswerStatus.NotRunning, default, null, partition, store);
        }

        var tasks = view.TasksOf(subTopology);
        var owner = Array.Find(tasks, task => task.Id.Partition == partition);
        var bytes = new RowBuffer();
        try
        {
            if (owner is not null && TryRead(owner, key, bytes, out var value))
            {
                return new(StateAnswerStatus.Found, value, view.PositionOf(owner), partition, store);
            }

            foreach (var task in tasks)
            {
                if (task != owner && TryRead(task, key, bytes, out value))
                {
                    return new(StateAnswerStatus.Found, value, view.PositionOf(task), partition, store);
                }
            }
        }
        catch (ObjectDisposedException)
        {
            view.ThrowIfDisposed();
            return new(StateAnswerStatus.NotRunning, default, null, partition, store);
        }

        return owner is not null
            ? new(StateAnswerStatus.NotFound, default, view.PositionOf(owner), partition, store)
            : new(view.WhyMissing(subTopology, partition!.Value), default, null, partition, store);
    }

    /// <summary>Reads a range of keys in each partition.</summary>
    /// <param name="from">The bytes of the first key; inclusive.</param>
    /// <param name="toExclusive">The bytes of the end; exclusive; empty for the end of the store.</param>
    public StateScan<T> Scan(byte[] from, byte[] toExclusive)
    {
        view.ThrowIfDisposed();
        return new(after => Read(from, toExclusive, after), view.GapsOf(subTopology));
    }

    private IEnumerable<KeyValuePair<ScanPosition, T>> Read(byte[] from, byte[] toExclusive, ScanPosition? after)
    {
        foreach (var task in view.TasksOf(subTopology))
        {
            var partition = task.Id.Partition;
            if (partition < after?.Partition)
            {
                continue;
            }

            var start = partition == after?.Partition ? Later(from, [.. after.GetValueOrDefault().Key.Span, 0]) : from;
            if (toExclusive.Length > 0 && start.AsSpan().SequenceCompareTo(toExclusive) >= 0)
            {
                continue;
            }

            using var rows = task.Stores[store].Scan(view.Snapshot, start, toExclusive).GetEnumerator();
            while (MoveNext(rows))
            {
                yield return new(
                    new ScanPosition(partition, rows.Current.Key), decode(new StoredRow(rows.Current.Key, rows.Current.Value, store, task)));
            }
        }
    }

    private static byte[] Later(byte[] one, byte[] other) => one.AsSpan().SequenceCompareTo(other) >= 0 ? one : other;

    private bool MoveNext(IEnumerator<State.Databases.StateRow> rows)
    {
        try
        {
            return rows.MoveNext();
        }
        catch (ObjectDisposedException closed)
        {
            view.ThrowIfDisposed();
            throw new StateQueryException($"The application closed its state while the store '{store}' was being read. Take a new view when it runs again.", closed);
        }
    }

    private bool TryRead(CommittedTask task, ReadOnlySpan<byte> key, RowBuffer bytes, out T? value)
    {
        bytes.Clear();
        var isFound = task.Stores[store].TryGet(view.Snapshot, key, bytes);
        value = isFound ? decode(new StoredRow(key.ToArray(), bytes.Written.ToArray(), store, task)) : default;
        return isFound;
    }
}
