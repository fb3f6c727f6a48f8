using Client = Confluent.Kafka;
using Code = Confluent.Kafka.ErrorCode;

namespace ClickstreamAnalysis.Logs.Kafka;

/// <summary>Passes delivery reports to the producer's handler if it has one, else only the failures to the producer itself.</summary>
/// <param name="handler">Receives every outcome; null for a producer that throws instead.</param>
/// <param name="errors">Maps the client's errors.</param>
/// <param name="onFailure">Receives failures without a handler: the error, the partition, and the bytes or 0.</param>
/// <param name="findMissing">Returns the exception for a topic that does not exist, else null; may wait for an answer.</param>
internal sealed class KafkaDeliveries(
    IDeliveryHandler? handler, KafkaErrors errors, Action<Client.Error, TopicPartition, long> onFailure, Func<string, TopicNotFoundException?> findMissing)
{
    private readonly List<(long Number, Client.Error Error, TopicPartition Partition, long Bytes)> _timedOut = [];

    /// <summary>Whether the numbers of records matter.</summary>
    public bool AreReported => handler is not null;

    public void OnDelivered(long number, TopicPartition partition, long offset) => handler?.OnDelivered(number, partition, offset);

    public void OnFailed(long number, Client.Error error, TopicPartition partition, long bytes)
    {
        if (handler is null)
        {
            onFailure(error, partition, bytes);
        }
        else if (error.Code == Code.Local_MsgTimedOut)
        {
            _timedOut.Add((number, error, partition, bytes));
        }
        else
        {
            handler.OnFailed(number, partition, errors.MapRecord(error, partition, bytes, null));
        }
    }

    /// <summary>
    /// Reports records that timed out, once for each topic after asking whether it exists: a client waits for a missing topic as long
    /// as for a broker that is down. Not from inside a callback.
    /// </summary>
    public void ReportTimedOut()
    {
        if (_timedOut.Count == 0)
        {
            return;
        }

        var missing = _timedOut.Select(static t => t.Partition.Topic).Distinct().ToDictionary(static topic => topic, findMissing);
        var reported = _timedOut.ToArray();
        _timedOut.Clear();
        foreach (var (number, error, partition, bytes) in reported)
        {
            handler!.OnFailed(number, partition, (RecordLogException?)missing[partition.Topic] ?? errors.MapRecord(error, partition, bytes, null));
        }
    }
}
