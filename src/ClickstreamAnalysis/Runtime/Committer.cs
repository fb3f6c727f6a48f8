using ClickstreamAnalysis.Logs;
using ClickstreamAnalysis.Processing;
using ClickstreamAnalysis.State;

namespace ClickstreamAnalysis.Runtime;

/// <summary>Commits what the tasks of a thread have done: results, changelogs and offsets in the log, then rows and checkpoint here.</summary>
internal sealed class Committer(
    ThreadEnvironment environment, ThreadProducer producer, ILogConsumer consumer, TaskTable tasks, RepartitionPurge purge) : IDisposable
{
    private readonly StateBatch _batch = environment.Database.CreateBatch();
    private readonly List<TopicPartitionOffset> _offsets = [];

    /// <summary>Commits; false when there was nothing to commit.</summary>
    public bool Commit()
    {
        var changed = tasks.All.Where(running => running.Task.HasUncommitted).Select(running => running.Task).ToArray();
        if (changed.Length == 0)
        {
            return false;
        }

        _batch.Clear();
        _offsets.Clear();
        foreach (var task in changed)
        {
            task.Flush(_batch);
            foreach (var input in task.Inputs)
            {
                if (input.NextOffset is { } next)
                {
                    _offsets.Add(new(input.Partition, next));
                }
            }
        }

        producer.Commit(_offsets, consumer);
        foreach (var task in changed)
        {
            task.WriteCheckpoint(_batch);
        }

        // From here on the log has it. If the process ends before the next line is done, the changelog's tail is replayed.
        environment.Database.Apply(_batch);
        if (environment.Options.Guarantee == ProcessingGuarantee.AtLeastOnce && _offsets.Count > 0)
        {
            consumer.Commit(_offsets);
        }

        foreach (var task in changed)
        {
            task.Committed(environment.Metrics.AddRecords);
            foreach (var input in task.Inputs)
            {
                purge.Consider(input);
            }
        }

        environment.Metrics.AddCommit();
        return true;
    }

    public void Dispose() => _batch.Dispose();
}
