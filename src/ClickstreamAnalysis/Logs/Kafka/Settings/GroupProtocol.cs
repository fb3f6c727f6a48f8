using ClickstreamAnalysis.Logs;

namespace ClickstreamAnalysis;

/// <summary>How the members of a consumer group share its partitions.</summary>
public enum GroupProtocol
{
    /// <summary>
    /// The protocol that every broker supports. One member computes the assignment, and each rebalance briefly revokes all partitions
    /// from all members. Partitions are assigned by range, so that co-partitioned topics stay together. A member that crashed and
    /// rejoins with its <see cref="LogConsumerOptions.InstanceId"/> gets its partitions at once.
    /// </summary>
    Classic,

    /// <summary>
    /// The protocol of brokers from version 4.0 (KIP-848). The broker computes the assignment, also by range, and revokes only partitions
    /// that move. The session timeout is the broker's (<c>group.consumer.session.timeout.ms</c>, default 45 s), not the consumer's.
    /// Partitions of a crashed member stay assigned to it until that timeout, because
    /// <see cref="LogConsumerOptions.InstanceId"/> is not used.
    /// </summary>
    Consumer,
}
