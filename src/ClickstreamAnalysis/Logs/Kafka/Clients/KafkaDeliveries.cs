using Client = Confluent.Kafka;
using Code = Confluent.Kafka.ErrorCode;

namespace ClickstreamAnalysis.Logs.Kafka.Clients;

/// <summary>Passes delivery reports to the producer's handler, or without a handler only failures to the producer itself.</summary>
/// <param name="handler">Receives every outcome; null for a producer that throws instead.</param>
/// <param name="errors">Maps the client's errors.</param>
/// <param name="onFailure">Receives failures when there is no handler: the error, the partition, and the record's bytes or 0 when unknown.</param>
/// <param name="findMissing">Returns the exception for a topic that does not exist, otherwise null. May wait for the cluster's answer.</param>
internal sealed class KafkaDeliveries(
    IDeliveryHandler? handler, KafkaErrors errors, Action<Client.Error, TopicPartition, long> onFailure, Func<string, TopicNotFoundException?> findMissing)
{
    private readonly List<(long Number, Client.Error Error, TopicPartition Partition, long Bytes)> _timedOut = [];

    /// <summary>Whether a handler receives reports, so that record numbers are needed.</summary>
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
    /// Reports records that timed out, after checking once per topic whether it exists: the client waits equally long for a missing topic
    /// and for a broker that is down. Must not be called inside a callback.
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
