using ClickstreamAnalysis.Logs.Kafka.Clients;
using Client = Confluent.Kafka;
using Code = Confluent.Kafka.ErrorCode;

namespace ClickstreamAnalysis.Logs.Kafka.Consuming;

/// <summary>Pauses, resumes and seeks partitions in a consumer's client.</summary>
internal sealed class ClientSteering
{
    private readonly Client.IConsumer<Slice, Slice> _client;
    private readonly Assignment _assignment;
    private readonly KafkaErrors _errors;

    public ClientSteering(Client.IConsumer<Slice, Slice> client, Assignment assignment, KafkaErrors errors)
    {
        _client = client;
        _assignment = assignment;
        _errors = errors;
    }

    public static Client.TopicPartition ToClient(TopicPartition partition) => new(partition.Topic, partition.Partition);

    public static Client.TopicPartitionOffset ToClient(TopicPartitionOffset offset) =>
        new(offset.Partition.Topic, offset.Partition.Partition, offset.Offset);

    public void TellPauses()
    {
        if (!_assignment.AnyPauseToTell)
        {
            return;
        }

        _assignment.AnyPauseToTell = false;
        foreach (var partition in _assignment.All)
        {
            if (partition is { Paused: true, MustClientPause: true, ClientPaused: false })
            {
                _errors.Guard($"pause {partition.Partition}", () => _client.Pause([ToClient(partition.Partition)]));
                partition.ClientPaused = true;
            }
        }
    }

    public void TellResume(IEnumerable<AssignedPartition> partitions)
    {
        foreach (var partition in partitions)
        {
            if (partition.ClientPaused)
            {
                partition.ClientPaused = false;
                _errors.Guard($"resume {partition.Partition}", () => _client.Resume([ToClient(partition.Partition)]));
            }

            _assignment.AnySendBack |= partition.SendBack;
        }
    }

    public void SendBack()
    {
        if (!_assignment.AnySendBack)
        {
            return;
        }

        _assignment.AnySendBack = false;
        foreach (var partition in _assignment.All)
        {
            if (partition is { SendBack: true, ClientPaused: false } && !TrySendBack(partition))
            {
                _assignment.AnySendBack = true;
            }
        }
    }

    /// <summary>Seeks the client to the partition's position.</summary>
    /// <returns>False when that is not possible yet.</returns>
    public bool TrySendBack(AssignedPartition partition)
    {
        // A seek while paused would be undone by the resume, which continues after the last delivered record.
        if (partition.ClientPaused)
        {
            return false;
        }

        try
        {
            _client.Seek(ToClient(new TopicPartitionOffset(partition.Partition, partition.Position)));
            partition.SendBack = false;
            return true;
        }
        catch (Client.KafkaException e) when (e.Error.Code is Code.Local_State or Code.Local_InProgress or Code.Local_PrevInProgress or Code.Local_Outdated)
        {
            return false; // assigned but not started yet; the next poll retries
        }
        catch (Client.KafkaException e)
        {
            throw _errors.Map(e.Error, $"seek in {partition.Partition}", e);
        }
    }
}
