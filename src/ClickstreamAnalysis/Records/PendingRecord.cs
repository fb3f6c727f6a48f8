using System.Text;
using ClickstreamAnalysis.Logs;

namespace ClickstreamAnalysis.Records;

/// <summary>A serialized record on its way to the log.</summary>
internal sealed class PendingRecord(string topic, long timestampMs, byte[]? key, byte[]? value, RecordHeaders? headers) : WriterStep
{
    private readonly TaskCompletionSource<RecordMetadata> _delivered = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes with the outcome.</summary>
    public Task<RecordMetadata> Delivered => _delivered.Task;

    public byte[]? Key => key;

    public override int Bytes { get; } =
        (key?.Length ?? 0) + (value?.Length ?? 0) + (headers?.Sum(static header => Encoding.UTF8.GetByteCount(header.Name) + (header.Value?.Length ?? 0)) ?? 0);

    public RawRecord At(int partition) => new(topic, partition, -1, timestampMs, key, key is not null, value, value is not null, headers);

    public void Deliver(int partition, long offset) => _delivered.TrySetResult(new RecordMetadata(topic, partition, offset));

    public override void Fail(Exception error)
    {
        _delivered.TrySetException(error);
        _ = _delivered.Task.Exception; // observed: a caller that does not await the write is not interested
    }
}
