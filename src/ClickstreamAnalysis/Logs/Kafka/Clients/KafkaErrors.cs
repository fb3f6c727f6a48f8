using Client = Confluent.Kafka;
using Code = Confluent.Kafka.ErrorCode;

namespace ClickstreamAnalysis.Logs.Kafka.Clients;

/// <summary>Maps the client's errors to the log's exceptions, by what the caller should do next.</summary>
internal sealed class KafkaErrors
{
    private readonly string _servers;
    private readonly ClientEvents _events;

    public KafkaErrors(string servers, ClientEvents events)
    {
        _servers = servers;
        _events = events;
    }

    /// <summary>Whether a consumer's error is transient, so that reading continues without intervention.</summary>
    public static bool IsPassing(Client.Error error) => !error.IsFatal && error.Code is not (
        Code.UnknownTopicOrPart or Code.UnknownTopicId or Code.Local_UnknownTopic or Code.Local_UnknownPartition
        or Code.TopicAuthorizationFailed or Code.GroupAuthorizationFailed or Code.ClusterAuthorizationFailed or Code.TopicException
        or Code.Local_AutoOffsetReset or Code.Local_BadMsg or Code.Local_BadCompression or Code.Local_NotImplemented
        or Code.Local_Authentication or Code.SaslAuthenticationFailed
        or Code.InvalidGroupId or Code.InconsistentGroupProtocol or Code.UnsupportedAssignor or Code.UnsupportedVersion
        or Code.FencedInstanceId or Code.UnreleasedInstanceId);

    /// <summary>The exception for a partition without a committed offset, when the reset policy is to fail.</summary>
    public static OffsetOutOfRangeException NoStart(string? groupId, TopicPartition partition) => new(
        $"Group {groupId} has no committed offset for {partition}, and the reset policy is to fail: seek to the offset to start at.")
    {
        Topic = partition.Topic,
        Partition = partition.Partition,
    };

    /// <summary>Calls the client and maps its exceptions.</summary>
    public void Guard(string doing, Action call)
    {
        try
        {
            call();
        }
        catch (Client.TopicPartitionOffsetException e)
        {
            throw Map(e.Results.First(static result => result.Error.IsError).Error, doing, e);
        }
        catch (Client.KafkaException e)
        {
            throw Map(e.Error, doing, e);
        }
    }

    /// <summary>Returns the exception for an error.</summary>
    /// <param name="error">The client's error.</param>
    /// <param name="doing">The operation, as in "commit offsets of group x".</param>
    /// <param name="cause">The client's exception, if any.</param>
    /// <param name="at">The partition concerned, if any.</param>
    public RecordLogException Map(Client.Error error, string doing, Exception? cause = null, TopicPartition? at = null)
    {
        var isRetriable = cause is Client.KafkaRetriableException;
        cause = Shown(cause);
        var what = $"Could not {doing} on Kafka at {_servers}: {_events.Mask.Clean(error.Reason)} ({error.Code}).";
        switch (error.Code)
        {
            case Code.ProducerFenced or Code.InvalidProducerEpoch or Code.Local_Fenced:
                return new ProducerFencedException($"{what} A newer producer of the same transactional id exists: dispose this one, and start over if this instance is still meant to write.", cause) { Topic = at?.Topic, Partition = at?.Partition };
            case Code.IllegalGeneration or Code.UnknownMemberId or Code.FencedInstanceId or Code.FencedMemberEpoch or Code.StaleMemberEpoch or Code.Local_AssignmentLost:
                return new ProducerFencedException($"{what} The group has given the partitions to another member: start over as a new member.", cause) { Topic = at?.Topic, Partition = at?.Partition };
            case Code.MsgSizeTooLarge or Code.RecordListTooLarge or Code.InvalidMsgSize:
                return new RecordTooLargeException($"{what} Raise the topic's max.message.bytes, and the producer's message.max.bytes if it is set; or write smaller records.", cause) { Topic = at?.Topic, Partition = at?.Partition };
            case Code.UnknownTopicOrPart or Code.Local_UnknownTopic or Code.Local_UnknownPartition or Code.UnknownTopicId:
                return new TopicNotFoundException($"{what} Create the topic, or correct its name or partition.", cause) { Topic = at?.Topic, Partition = at?.Partition };
            case Code.Local_AutoOffsetReset or Code.OffsetOutOfRange or Code.Local_NoOffset:
                return new OffsetOutOfRangeException($"{what} Its records were deleted, or the topic was created again: seek to an offset that exists.", cause) { Topic = at?.Topic, Partition = at?.Partition };
            case Code.TopicAuthorizationFailed or Code.GroupAuthorizationFailed or Code.ClusterAuthorizationFailed or Code.TransactionalIdAuthorizationFailed:
                return new RecordLogException($"{what} Grant the right to this principal on the cluster.", cause) { Topic = at?.Topic, Partition = at?.Partition };
            case Code.Local_Authentication or Code.SaslAuthenticationFailed:
                return new RecordLogException($"{what} Check the credentials and security.protocol.", cause) { Topic = at?.Topic, Partition = at?.Partition };
        }

        if (!error.IsFatal && (isRetriable || IsUnreachable(error.Code)))
        {
            return new RecordLogUnavailableException($"{what}{LastError()} Check that the address is right and the brokers are up; trying again may help.", cause) { Topic = at?.Topic, Partition = at?.Partition };
        }

        var next = error.IsFatal ? "The client cannot continue: dispose it and create a new one." : "See the broker's log for the cause.";
        return new RecordLogException($"{what} {next}", cause) { Topic = at?.Topic, Partition = at?.Partition };
    }

    /// <summary>Returns the exception for a record that the client or a broker refused.</summary>
    /// <param name="error">The client's error.</param>
    /// <param name="partition">The record's partition.</param>
    /// <param name="bytes">The record's size before compression, in bytes; 0 when unknown.</param>
    /// <param name="cause">The client's exception, if any.</param>
    public RecordLogException MapRecord(Client.Error error, TopicPartition partition, long bytes, Exception? cause)
    {
        var doing = bytes > 0 ? $"write a record of {bytes:N0} bytes (before compression) to {partition}" : $"write a record to {partition}";
        var mapped = Map(error, doing, cause, partition);
        return mapped is RecordTooLargeException
            ? new RecordTooLargeException(mapped.Message, mapped.InnerException) { Topic = partition.Topic, Partition = partition.Partition, Bytes = bytes > 0 ? bytes : null }
            : mapped;
    }

    /// <summary>
    /// Returns the exception for an error of a poll. Only in a poll does the fenced-instance code mean that another consumer replaced this
    /// one: a commit of a member that is rejoining is refused with the same code.
    /// </summary>
    public RecordLogException MapPoll(Client.Error error, string doing, TopicPartition? at) => error.Code is Code.FencedInstanceId or Code.UnreleasedInstanceId
        ? new InstanceFencedException(
            $"Could not {doing} on Kafka at {_servers}: another consumer has joined the group under the same instance id ({error.Code}). Give each an instance id of its own.")
        : Map(error, doing, at: at);

    /// <summary>Returns the exception for an error of a request with a timeout.</summary>
    public RecordLogException Map(Client.Error error, string doing, TimeSpan timeout, Exception cause) =>
        IsUnreachable(error.Code) ? TimedOut(doing, timeout, cause) : Map(error, doing, cause);

    /// <summary>Returns the exception for an operation that timed out.</summary>
    public RecordLogUnavailableException TimedOut(string doing, TimeSpan timeout, Exception? cause = null) =>
        new($"Could not {doing} on Kafka at {_servers} within {timeout.TotalSeconds:0.###} s.{LastError()} Check that the address is right and the brokers are up; trying again may help.", Shown(cause));

    /// <summary>Returns the exception for a topic that does not exist.</summary>
    public TopicNotFoundException TopicMissing(string topic, string doing) =>
        new($"Could not {doing} on Kafka at {_servers}: the topic '{topic}' does not exist. Create the topic, or correct its name.") { Topic = topic };

    /// <summary>Returns the exception for a transaction step whose outcome is unknown.</summary>
    public RecordLogUnavailableException OutcomeUnknown(string doing, TimeSpan timeout, Exception? cause = null) =>
        new($"Kafka at {_servers} did not answer within {timeout.TotalSeconds:0.###} s to: {doing}. The outcome is unknown.{LastError()} Dispose this producer; a new one of the same transactional id settles it.", Shown(cause));

    private static bool IsUnreachable(Code code) => code is
        Code.Local_TimedOut or Code.Local_Transport or Code.Local_AllBrokersDown or Code.Local_Resolve or Code.Local_WaitCoord
        or Code.Local_MsgTimedOut or Code.Local_TimedOutQueue or Code.RequestTimedOut or Code.NetworkException or Code.BrokerNotAvailable
        or Code.LeaderNotAvailable or Code.NotLeaderForPartition or Code.GroupCoordinatorNotAvailable or Code.GroupLoadInProgress
        or Code.NotCoordinatorForGroup or Code.NotEnoughReplicas or Code.NotEnoughReplicasAfterAppend or Code.NotController
        or Code.ReplicaNotAvailable or Code.KafkaStorageError or Code.RebalanceInProgress or Code.UnstableOffsetCommit
        or Code.ConcurrentTransactions or Code.Local_NodeUpdate or Code.Local_Ssl;

    /// <summary>Returns the client's exception, or null if its message contains the value of a setting.</summary>
    private Exception? Shown(Exception? cause) => cause is not null && _events.Mask.Clean(cause.Message) != cause.Message ? null : cause;

    private string LastError() => _events.LastError is { } reason ? $" The client's last error: {reason}." : "";
}
