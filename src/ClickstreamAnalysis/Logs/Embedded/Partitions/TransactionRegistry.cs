namespace ClickstreamAnalysis.Logs.Embedded.Partitions;

/// <summary>The current producer epoch of each transactional id, and the open transactions. Guarded by the store's lock.</summary>
/// <remarks>
/// Nothing here is stored: only one process has the directory open, so no producer outlives it, and a transaction is not
/// written before it commits.
/// </remarks>
internal sealed class TransactionRegistry(TimeProvider time)
{
    private readonly Dictionary<string, int> _epochs = [];
    private readonly List<EmbeddedTransaction> _open = [];

    /// <summary>Fences the earlier producers of a transactional id and aborts their open transactions.</summary>
    public int NextEpoch(string transactionalId)
    {
        var epoch = _epochs.GetValueOrDefault(transactionalId) + 1;
        _epochs[transactionalId] = epoch;
        foreach (var transaction in _open.FindAll(t => t.TransactionalId == transactionalId))
        {
            End(transaction);
        }

        return epoch;
    }

    public bool IsCurrent(string transactionalId, int epoch) => _epochs.GetValueOrDefault(transactionalId) == epoch;

    public EmbeddedTransaction Begin(string transactionalId, int epoch, TimeSpan timeout)
    {
        var transaction = new EmbeddedTransaction(transactionalId, epoch, timeout, time.GetTimestamp());
        _open.Add(transaction);
        return transaction;
    }

    /// <summary>Ends a transaction, which no longer limits the readable end of its partitions.</summary>
    public void End(EmbeddedTransaction transaction)
    {
        _open.Remove(transaction);
        foreach (var partition in transaction.Held)
        {
            partition.Release(transaction);
        }
    }

    /// <summary>Aborts transactions that exceeded their timeout and fences their producers.</summary>
    /// <returns>Whether any transaction was aborted.</returns>
    public bool EndOverdue()
    {
        var ended = false;
        for (var i = _open.Count - 1; i >= 0; i--)
        {
            if (time.GetElapsedTime(_open[i].StartedAt) > _open[i].Timeout)
            {
                NextEpoch(_open[i].TransactionalId);
                ended = true;
            }
        }

        return ended;
    }
}
