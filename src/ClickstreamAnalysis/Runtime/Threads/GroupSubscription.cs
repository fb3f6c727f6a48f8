using ClickstreamAnalysis.Logs;
using ClickstreamAnalysis.Runtime.Assignment;
using ClickstreamAnalysis.Runtime.Commits;
using ClickstreamAnalysis.Runtime.Telemetry;
using Microsoft.Extensions.Logging;

namespace ClickstreamAnalysis.Runtime.Threads;

/// <summary>The membership of a stream thread in the consumer group: starts the tasks of assigned partitions, and commits and closes those of revoked ones.</summary>
internal sealed class GroupSubscription(
    int thread, ILogConsumer consumer, ThreadProducer producer, TaskTakeover takeover, Readiness readiness, CommitCycle commits, Recovery recovery,
    ThreadTelemetry telemetry, ILogger logger)
    : IAssignmentListener
{
    /// <summary>The thread has subscribed to its topics.</summary>
    public bool HasJoined { get; private set; }

    /// <summary>Subscribes to the topics once.</summary>
    public void Join()
    {
        if (!HasJoined)
        {
            consumer.Subscribe(takeover.Topics, this);
            HasJoined = true;
        }
    }

    /// <summary>Keeps the membership while no task can run.</summary>
    public void StandBy(TimeSpan wait, IRawRecordHandler handler)
    {
        if (HasJoined)
        {
            recovery.Require();
            consumer.Pause(consumer.Assignment);
            consumer.Poll(wait, handler);
        }
    }

    public void OnAssigned(IReadOnlyCollection<TopicPartition> partitions) => Trace("assigned", partitions, Assigned);

    private void Assigned(IReadOnlyCollection<TopicPartition> partitions)
    {
        logger.PartitionsAssigned(thread, string.Join(", ", partitions));
        consumer.Pause(partitions);
        if (readiness.IsReady)
        {
            takeover.Start(partitions);
        }
    }

    public void OnRevoked(IReadOnlyCollection<TopicPartition> partitions) => Trace("revoked", partitions, Revoked);

    private void Revoked(IReadOnlyCollection<TopicPartition> partitions)
    {
        logger.PartitionsRevoked(string.Join(", ", partitions), thread);
        try
        {
            if (!recovery.IsPending)
            {
                commits.CommitAndWriteBack();
            }
        }
        catch (Exception error) when (error is RecordLogException || (error is StateException state && recovery.CanRepair(state)))
        {
            // The new owner starts at the last commit, so nothing is lost; uncommitted work here is discarded.
            recovery.Begin(error);
        }

        takeover.Close(partitions);
    }

    public void OnLost(IReadOnlyCollection<TopicPartition> partitions) => Trace("lost", partitions, Lost);

    private void Lost(IReadOnlyCollection<TopicPartition> partitions)
    {
        logger.PartitionsLost(thread, string.Join(", ", partitions));

        // The open transaction holds records of tasks that another thread runs now.
        producer.Abandon();
        recovery.Require();
        takeover.Close(partitions);
    }

    private void Trace(string kind, IReadOnlyCollection<TopicPartition> partitions, Action<IReadOnlyCollection<TopicPartition>> handle)
    {
        var activity = telemetry.BeginRebalance(kind, partitions);
        try
        {
            handle(partitions);
        }
        catch (Exception error)
        {
            ThreadTelemetry.End(activity, error);
            throw;
        }

        ThreadTelemetry.End(activity, error: null);
    }
}
