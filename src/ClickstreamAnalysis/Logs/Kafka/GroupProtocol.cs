using ClickstreamAnalysis.Logs;

namespace ClickstreamAnalysis;

/// <summary>How the members of a consumer group share its partitions.</summary>
public enum GroupProtocol
{
    /// <summary>
    /// The protocol that every broker speaks: one member computes the assignment, and each rebalance takes all partitions
    /// from all members for a moment. Partitions are assigned by range, so that co-partitioned topics stay together. A member
    /// that crashed and comes back under its <see cref="LogConsumerOptions.InstanceId"/> gets its partitions at once.
    /// </summary>
    Classic,

    /// <summary>
    /// The protocol of brokers from 4.0 (KIP-848): the broker computes the assignment, by range as well, and only partitions
    /// that move are taken away. The session timeout is then the broker's setting (<c>group.consumer.session.timeout.ms</c>, 45 s
    /// unless changed), not the consumer's, and partitions of a member that crashed always wait for it:
    /// <see cref="LogConsumerOptions.InstanceId"/> is not used.
    /// </summary>
    Consumer,
}
