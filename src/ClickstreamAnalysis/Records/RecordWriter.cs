using System.Buffers;
using ClickstreamAnalysis.Records;
using ClickstreamAnalysis.Serialization;

namespace ClickstreamAnalysis;

/// <summary>Writes records to one topic. Thread-safe: one writer serves all threads of a program, and batches what they write at once.</summary>
/// <remarks>
/// Records of a key go to the partition that Kafka's default partitioner chooses. Records without a key go to one partition after the
/// other, a batch to each. Records that one thread writes one after the other keep their order within a partition, whether it awaits
/// each or not, unless one of them fails. The first write waits until the serdes are prepared, if they are
/// <see cref="IPreparedSerde"/>s. The writer keeps one thread once something was written. Disposing it first delivers everything
/// that was handed over.
/// </remarks>
/// <typeparam name="TKey">Type of the keys.</typeparam>
/// <typeparam name="TValue">Type of the values.</typeparam>
public sealed class RecordWriter<TKey, TValue> : IAsyncDisposable
{
    private readonly ISerde<TKey> _keySerde;
    private readonly ISerde<TValue> _valueSerde;
    private readonly WriterOptions _options;
    private readonly WriterThread _thread;
    private readonly SemaphoreSlim _transactions = new(1);
    private readonly Lock _preparing = new();
    private volatile bool _isPrepared;

    internal RecordWriter(IRecordLog log, string topic, ISerde<TKey> keySerde, ISerde<TValue> valueSerde, WriterOptions options)
    {
        (_keySerde, _valueSerde, _options) = (keySerde, valueSerde, options);
        _thread = new WriterThread(log, topic, options);
    }

    /// <summary>The topic.</summary>
    public string Topic => _thread.Topic;

    /// <summary>Writes a record, and returns when the log has it. Without awaiting, it returns at once unless the queue is full.</summary>
    /// <param name="key">The key; null for a record without a key.</param>
    /// <param name="value">The value; null for a tombstone, which deletes the key from a compacted topic.</param>
    /// <param name="time">The record's time. Null takes the time of a <see cref="ClickEvent"/>, and now for any other value.</param>
    /// <param name="headers">The headers; null for none.</param>
    /// <param name="cancellationToken">Ends the wait. A record that waits for room in the queue is not written then; another one may be.</param>
    /// <returns>The partition and the offset of the record.</returns>
    /// <exception cref="RecordTooLargeException">The record is larger than the topic takes.</exception>
    /// <exception cref="TopicNotFoundException">The topic does not exist.</exception>
    /// <exception cref="RecordLogUnavailableException">No acknowledgment within <see cref="WriterOptions.DeliveryTimeout"/>. The record may still have been written.</exception>
    /// <exception cref="RecordLogException">The record could not be written.</exception>
    /// <exception cref="StreamsException">A serde cannot be prepared, for example because a registry does not answer. The next write tries again.</exception>
    /// <exception cref="InvalidOperationException">The writer has a transactional id: it writes in transactions only.</exception>
    /// <exception cref="ObjectDisposedException">The writer was disposed.</exception>
    public async Task<RecordMetadata> WriteAsync(
        TKey? key, TValue? value, DateTimeOffset? time = null, RecordHeaders? headers = null, CancellationToken cancellationToken = default)
    {
        if (_options.TransactionalId is not null)
        {
            throw new InvalidOperationException(
                $"The writer of topic '{Topic}' has a transactional id: write inside a transaction from {nameof(BeginTransactionAsync)}, or create it without the id.");
        }

        var record = Serialize(key, value, time, headers);
        await _thread.EnqueueAsync(record, cancellationToken).ConfigureAwait(false);
        return await record.Delivered.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Begins a transaction: readers see all of its records or none. Waits for an open transaction of this writer to end.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The transaction; it is aborted when it is disposed before it was committed.</returns>
    /// <exception cref="InvalidOperationException">The writer has no <see cref="WriterOptions.TransactionalId"/>.</exception>
    /// <exception cref="ProducerFencedException">A newer writer with the same id exists.</exception>
    /// <exception cref="RecordLogException">The log did not answer in time, or refused.</exception>
    /// <exception cref="ObjectDisposedException">The writer was disposed.</exception>
    public async Task<RecordTransaction<TKey, TValue>> BeginTransactionAsync(CancellationToken cancellationToken = default)
    {
        if (_options.TransactionalId is null)
        {
            throw new InvalidOperationException(
                $"The writer of topic '{Topic}' has no transactional id: set {nameof(WriterOptions)}.{nameof(WriterOptions.TransactionalId)} to a name that no other program uses.");
        }

        await _transactions.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await _thread.RunAsync(static writing => writing.Begin()).ConfigureAwait(false);
            return new RecordTransaction<TKey, TValue>(this);
        }
        catch
        {
            _transactions.Release();
            throw;
        }
    }

    /// <summary>Delivers what was handed over, aborts an open transaction, and closes the writer. Failures go to the writes they belong to.</summary>
    /// <returns>A task that completes when the writer is closed.</returns>
    public async ValueTask DisposeAsync() => await _thread.StopAsync().ConfigureAwait(false);

    internal Task EnqueueAsync(TKey? key, TValue? value, DateTimeOffset? time, RecordHeaders? headers, CancellationToken cancellationToken) =>
        _thread.EnqueueAsync(Serialize(key, value, time, headers), cancellationToken);

    /// <summary>Ends the open transaction.</summary>
    internal async Task EndAsync(Action<Writing> step)
    {
        try
        {
            await _thread.RunAsync(step).ConfigureAwait(false);
        }
        finally
        {
            _transactions.Release();
        }
    }

    private PendingRecord Serialize(TKey? key, TValue? value, DateTimeOffset? time, RecordHeaders? headers)
    {
        if (!_isPrepared)
        {
            Prepare();
        }

        return new PendingRecord(
            Topic,
            time?.ToUnixTimeMilliseconds() ?? TimeOf(value),
            key is null ? null : Serialize(_keySerde, key),
            value is null ? null : Serialize(_valueSerde, value),
            headers is { Count: > 0 } ? headers : null);
    }

    // Waits rather than awaits: the writes of one thread keep their order whether it awaits them or not.
    private void Prepare()
    {
        lock (_preparing)
        {
            if (!_isPrepared)
            {
                PreparedSerde.PrepareAsync(_keySerde, new SerdeUse(Topic, IsKey: true, SerdeAccess.Write), default).AsTask().GetAwaiter().GetResult();
                PreparedSerde.PrepareAsync(_valueSerde, new SerdeUse(Topic, IsKey: false, SerdeAccess.Write), default).AsTask().GetAwaiter().GetResult();
                _isPrepared = true;
            }
        }
    }

    private long TimeOf(TValue? value) =>
        value is ClickEvent click ? click.TimestampMs : _options.TimeProvider.GetUtcNow().ToUnixTimeMilliseconds();

    private static byte[] Serialize<T>(ISerde<T> serde, in T value)
    {
        var buffer = new ArrayBufferWriter<byte>();
        serde.Serialize(value, buffer);
        return buffer.WrittenSpan.ToArray();
    }
}
