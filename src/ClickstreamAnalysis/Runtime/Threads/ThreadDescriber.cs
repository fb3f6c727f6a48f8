using ClickstreamAnalysis.Logs;
using ClickstreamAnalysis.Processing;
using ClickstreamAnalysis.Processing.Failures;
using ClickstreamAnalysis.Processing.Tasks;
using ClickstreamAnalysis.Runtime.Assignment;
using ClickstreamAnalysis.Runtime.Instances;
using ClickstreamAnalysis.Runtime.Tasks;
using ClickstreamAnalysis.Serialization;

namespace ClickstreamAnalysis.Runtime.Threads;

/// <summary>Publishes a description of a thread and its tasks when its state changes, and otherwise about once a second. Sends no request to the log.</summary>
internal sealed class ThreadDescriber(int index, ThreadEnvironment environment, TaskTable tasks, ILogConsumer consumer, Restoration restoration, TaskTakeover takeover)
{
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(1);

    private readonly TimeProvider _time = environment.Options.TimeProvider;
    private readonly string _name = NameOf(environment.Options.ApplicationId, index);
    private StreamThreadState _state = StreamThreadState.Starting;
    private DateTimeOffset _since = environment.Options.TimeProvider.GetUtcNow();
    private int _described = -1;
    private long _lastTicks;

    /// <summary>The name of a thread.</summary>
    public static string NameOf(string applicationId, int index) => $"{applicationId}-stream-{index}";

    /// <summary>Once a turn.</summary>
    /// <param name="state">The thread's state.</param>
    public void Turn(StreamThreadState state)
    {
        var now = _time.GetTimestamp();
        if (state == _state && tasks.Count == _described && _time.GetElapsedTime(_lastTicks, now) < s_interval)
        {
            return;
        }

        if (state != _state)
        {
            (_state, _since) = (state, _time.GetUtcNow());
        }

        _lastTicks = now;
        _described = tasks.Count;
        environment.Descriptions.Publish(new ThreadDescription(_name, index, _state, _since, StreamThreadActivity.Idle, _time.GetUtcNow(), Tasks()));
    }

    /// <summary>The thread has ended.</summary>
    public void End() => environment.Descriptions.Remove(index);

    private TaskDescription[] Tasks() =>
    [
        .. tasks.All.Select(Running)
            .Concat(restoration.Progress.Select(static task => Starting(task.Id, StreamTaskStatus.Restoring, task.Done, task.Total)))
            .Concat(takeover.Complete.Select(static id => Starting(id, StreamTaskStatus.Restoring, 0, 0)))
            .Concat(takeover.WaitingForLock.Select(static id => Starting(id, StreamTaskStatus.Waiting, 0, 0)))
            .OrderBy(static task => task.SubTopology).ThenBy(static task => task.Partition),
    ];

    private static TaskDescription Starting(TaskId id, StreamTaskStatus status, long done, long total) =>
        new(id.ToString(), id.SubTopology, id.Partition, status, StreamTime: null, HeldRecords: 0, done, total, [], []);

    private TaskDescription Running(RunningTask running)
    {
        var task = running.Task;
        var status = running.IsDrained ? StreamTaskStatus.Drained : _state == StreamThreadState.Paused ? StreamTaskStatus.Paused : StreamTaskStatus.Running;
        return new TaskDescription(
            task.Name, running.Id.SubTopology, running.Id.Partition, status,
            task.StreamTimeMs == TaskClock.NotStarted ? null : UnixTime.Of(task.StreamTimeMs),
            running.Waiting?.Count ?? 0, RestoredOffsets: 0, OffsetsToRestore: 0, Array.ConvertAll(task.Inputs, Describe),
            [.. task.State.Stores.Select(static store => new StoreDescription(store.Name, store.EntriesInMemory, store.BytesInMemory, DatabaseBytes: null))]);
    }

    private PartitionDescription Describe(TaskInput input)
    {
        var end = consumer.KnownEnd(input.Partition);
        var lag = end - consumer.Position(input.Partition);
        return new PartitionDescription(input.Partition.Topic, input.Partition.Partition, input.IsInternal, input.CommittedOffset, end, Math.Max(0, lag ?? 0));
    }
}
