namespace ClickstreamAnalysis;

/// <summary>An open transaction of a <see cref="RecordWriter{TKey, TValue}"/>. Writing is thread-safe; end it once all writes have returned.</summary>
/// <remarks>
/// Disposing it before <see cref="CommitAsync"/> succeeded aborts it. The log aborts it too when it stays open for more than 60 s.
/// </remarks>
/// <typeparam name="TKey">Type of the keys.</typeparam>
/// <typeparam name="TValue">Type of the values.</typeparam>
public sealed class RecordTransaction<TKey, TValue> : IAsyncDisposable
{
    private readonly RecordWriter<TKey, TValue> _writer;
    private int _hasEnded;

    internal RecordTransaction(RecordWriter<TKey, TValue> writer) => _writer = writer;

    /// <summary>Adds a record. Returns when there is room for it in the queue; a failure to write it comes out of <see cref="CommitAsync"/>.</summary>
    /// <param name="key">The key; null for a record without a key.</param>
    /// <param name="value">The value; null for a tombstone.</param>
    /// <param name="time">The record's time. Null takes the time of a <see cref="ClickEvent"/>, and now for any other value.</param>
    /// <param name="headers">The headers; null for none.</param>
    /// <param name="cancellationToken">Ends the wait; the record is not added then.</param>
    /// <returns>A task that completes when the record was handed over.</returns>
    /// <exception cref="InvalidOperationException">The transaction has ended.</exception>
    public Task WriteAsync(
        TKey? key, TValue? value, DateTimeOffset? time = null, RecordHeaders? headers = null, CancellationToken cancellationToken = default)
    {
        ThrowIfEnded(Volatile.Read(ref _hasEnded) != 0);
        return _writer.EnqueueAsync(key, value, time, headers, cancellationToken);
    }

    /// <summary>Makes all records of the transaction visible at once.</summary>
    /// <returns>A task that completes when the log has committed.</returns>
    /// <exception cref="RecordTooLargeException">A record is larger than the topic takes. Nothing was committed.</exception>
    /// <exception cref="ProducerFencedException">A newer writer with the same transactional id exists. Nothing was committed.</exception>
    /// <exception cref="TransactionAbortableException">The transaction was aborted; it can be written again.</exception>
    /// <exception cref="RecordLogUnavailableException">The log did not answer in time. The outcome is unknown.</exception>
    /// <exception cref="RecordLogException">A record could not be written. Nothing was committed.</exception>
    /// <exception cref="InvalidOperationException">The transaction has ended.</exception>
    public Task CommitAsync()
    {
        ThrowIfEnded(Interlocked.Exchange(ref _hasEnded, 1) != 0);
        return _writer.EndAsync(static writing => writing.Commit());
    }

    /// <summary>Aborts the transaction unless it was committed.</summary>
    /// <returns>A task that completes when the transaction has ended.</returns>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _hasEnded, 1) == 0)
        {
            await _writer.EndAsync(static writing => writing.Abort()).ConfigureAwait(false);
        }
    }

    private void ThrowIfEnded(bool hasEnded)
    {
        if (hasEnded)
        {
            throw new InvalidOperationException($"This transaction on topic '{_writer.Topic}' has ended. Begin another one.");
        }
    }
}
