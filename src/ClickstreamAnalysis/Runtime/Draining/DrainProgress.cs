using ClickstreamAnalysis.Logs;
using ClickstreamAnalysis.Processing.Failures;
using ClickstreamAnalysis.Runtime.Tasks;

namespace ClickstreamAnalysis.Runtime.Draining;

/// <summary>Finds out why a drain does not progress: open transactions of other producers, and tasks of other instances. Thread-safe.</summary>
/// <param name="options">The group, the clock, and the time without progress after which it is reported.</param>
internal sealed class DrainProgress(StreamsOptions options)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<TopicPartition, Held> _held = [];
    private readonly Dictionary<TaskId, long> _elsewhere = [];

    /// <summary>Observes a task that has not read all of its inputs.</summary>
    public void Observe(RunningTask running, ILogConsumer consumer)
    {
        lock (_lock)
        {
            foreach (var (partition, end) in running.DrainEnds!)
            {
                // A task that has read to the last stable offset and not to the end waits for an open transaction.
                if (consumer.Position(partition) is not { } position || position >= end || !consumer.IsAtEnd(partition))
                {
                    _held.Remove(partition);
                }
                else if (!_held.TryGetValue(partition, out var held) || held.Position != position)
                {
                    _held[partition] = new Held(running.Id, position, end, options.TimeProvider.GetTimestamp());
                }
            }
        }
    }

    /// <summary>Notes that the task has read all of its inputs.</summary>
    public void HasReadAll(RunningTask running)
    {
        lock (_lock)
        {
            foreach (var partition in running.DrainEnds!.Keys)
            {
                _held.Remove(partition);
            }
        }
    }

    /// <summary>Describes the long waits of the drain.</summary>
    /// <param name="unfinished">The unfinished tasks of the current level.</param>
    /// <param name="isHere">Whether a thread of this process holds a task.</param>
    public IReadOnlyList<DrainWait> Describe(IReadOnlyCollection<TaskId> unfinished, Func<TaskId, bool> isHere)
    {
        lock (_lock)
        {
            var waits = new List<DrainWait>();
            foreach (var (partition, held) in _held.OrderBy(held => held.Value.Since))
            {
                if (IsLong(held.Since))
                {
                    waits.Add(new DrainWait(
                        WaitReason.Transaction, partition.ToString(), options.TimeProvider.GetElapsedTime(held.Since),
                        $"task {held.Task} has read {partition} to its last stable offset {held.Position}, and its end is {held.End}: a transaction of another producer has been open there {SinceText(held.Since)}. "
                        + "The drain continues when that producer commits or aborts it, or when it times out."));
                }
            }

            var absent = unfinished.Where(task => !isHere(task)).ToHashSet();
            foreach (var back in _elsewhere.Keys.Where(task => !absent.Contains(task)).ToArray())
            {
                _elsewhere.Remove(back);
            }

            foreach (var task in absent)
            {
                _elsewhere.TryAdd(task, options.TimeProvider.GetTimestamp());
            }

            var missed = absent.Where(task => IsLong(_elsewhere[task])).OrderBy(task => task).ToArray();
            if (missed.Length > 0)
            {
                waits.Add(new DrainWait(
                    WaitReason.Instance, $"tasks {string.Join(", ", missed)}", options.TimeProvider.GetElapsedTime(missed.Min(task => _elsewhere[task])),
                    $"this instance does not hold the tasks {string.Join(", ", missed)} {SinceText(missed.Min(task => _elsewhere[task]))}: other members of the group '{options.ApplicationId}' have them. "
                    + "A drain needs all tasks: stop the other instances."));
            }

            return waits;
        }
    }

    private bool IsLong(long since) => options.TimeProvider.GetElapsedTime(since) >= options.DrainReportDelay;

    private string SinceText(long since)
    {
        var waited = options.TimeProvider.GetElapsedTime(since);
        return $"for {waited.TotalSeconds:0} s, since {options.TimeProvider.GetUtcNow() - waited:HH:mm:ss} UTC";
    }

    private readonly record struct Held(TaskId Task, long Position, long End, long Since);
}
