using ClickstreamAnalysis.Records;
using ClickstreamAnalysis.Serialization;

namespace ClickstreamAnalysis;

/// <summary>The records of a topic, for <c>await foreach</c>. Thread-safe: each enumeration reads for itself.</summary>
/// <remarks>
/// An enumeration opens a consumer outside any group on a thread of its own, reads ahead by at most 1,000 records, and closes it
/// when the enumerator is disposed, as <c>await foreach</c> does. Records are in order within a partition, not between partitions.
/// Canceling the token given by <c>WithCancellation</c> ends the enumeration with an <see cref="OperationCanceledException"/>.
/// It ends with a <see cref="TopicNotFoundException"/> when the topic does not exist, with a <see cref="RecordLogUnavailableException"/>
/// when the log does not answer within <see cref="ReaderOptions.Timeout"/>, and with a <see cref="RecordLogException"/> when reading
/// fails for good or a serde refuses a record, and with a <see cref="StreamsException"/> when a serde cannot be prepared.
/// </remarks>
/// <typeparam name="TKey">Type of the keys.</typeparam>
/// <typeparam name="TValue">Type of the values.</typeparam>
public sealed class RecordReader<TKey, TValue> : IAsyncEnumerable<ReadRecord<TKey, TValue>>
{
    private readonly IRecordLog _log;
    private readonly ISerde<TKey> _keySerde;
    private readonly ISerde<TValue> _valueSerde;
    private readonly ReaderOptions _options;

    internal RecordReader(IRecordLog log, string topic, ISerde<TKey> keySerde, ISerde<TValue> valueSerde, ReaderOptions options)
    {
        (_log, Topic, _keySerde, _valueSerde, _options) = (log, topic, keySerde, valueSerde, options);
    }

    /// <summary>The topic.</summary>
    public string Topic { get; }

    /// <summary>Starts reading.</summary>
    /// <param name="cancellationToken">Ends the enumeration.</param>
    /// <returns>The records.</returns>
    public async IAsyncEnumerator<ReadRecord<TKey, TValue>> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        await PreparedSerde.PrepareAsync(_keySerde, new SerdeUse(Topic, IsKey: true, SerdeAccess.Read), cancellationToken).ConfigureAwait(false);
        await PreparedSerde.PrepareAsync(_valueSerde, new SerdeUse(Topic, IsKey: false, SerdeAccess.Read), cancellationToken).ConfigureAwait(false);
        var thread = new ReaderThread<TKey, TValue>(_log, Topic, _keySerde, _valueSerde, _options);
        try
        {
            thread.Start();
            await foreach (var record in thread.Records.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                yield return record;
            }
        }
        finally
        {
            await thread.StopAsync().ConfigureAwait(false);
        }
    }
}
