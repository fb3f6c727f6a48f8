using ClickstreamAnalysis.Logs;
using ClickstreamAnalysis.Processing.Failures;
using ClickstreamAnalysis.Queries;
using ClickstreamAnalysis.Runtime.Planning;
using ClickstreamAnalysis.Serialization;
using Microsoft.Extensions.Logging;

namespace ClickstreamAnalysis.Runtime.Owners;

/// <summary>Answers which instance has a key, and announces the tasks of this one on a thread of its own. Thread-safe.</summary>
internal sealed class InstanceOwners(IRecordLog log, StreamsOptions options, StateCatalog catalog, TaskBoard tasks)
{
    private static readonly TimeSpan s_pollWait = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_longestStop = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _stopping = new();
    private volatile Started? _started;
    private Announcer? _announcer;
    private Thread? _thread;

    /// <summary>Starts to announce and to read announcements, if the instance has an address.</summary>
    public void Start(TopicPlan plan, string instanceId)
    {
        _started = new Started(plan, instanceId, Guid.NewGuid().ToString("N")[..12]);
        if (options.AdvertisedAddress is null)
        {
            return;
        }

        var topic = TopicPlan.Instances(options.ApplicationId);
        _announcer = new Announcer(log, options, topic, instanceId, _started.Run, tasks, options.LoggerFactory.CreateLogger<InstanceOwners>());
        if (options.Threads > 0)
        {
            _thread = new Thread(Run) { IsBackground = true, Name = $"{options.ApplicationId}-instances" };
            _thread.Start();
        }
    }

    /// <summary>One turn for an application without threads. Never waits for announcements.</summary>
    /// <returns>Whether anything was done.</returns>
    public bool Turn() => _thread is null && !_stopping.IsCancellationRequested && _announcer is { } announcer && announcer.Turn(TimeSpan.Zero);

    /// <summary>Announces that the tasks were closed, and ends. Waits for at most 2 seconds; further calls do nothing.</summary>
    public void Stop()
    {
        _stopping.Cancel();
        if (_thread is { } thread)
        {
            thread.Join(s_longestStop);
        }
        else if (_announcer is { } announcer)
        {
            announcer.Finish();
            announcer.Dispose();
        }
    }

    /// <summary>Finds the instance that has a key.</summary>
    /// <exception cref="StateQueryException">There is no such store, or its keys have another type.</exception>
    public StateOwner Find<TKey>(string store, TKey key, ISerde<TKey>? keySerde)
        where TKey : notnull
    {
        var (sub, serde) = catalog.FindKeys(store, keySerde);
        var bytes = KeyBytes.Of(serde, key);
        return _started is { } started
            ? Of(started, store, new TaskId(sub, KeyPartitioner.PartitionFor(bytes, started.PartitionsOf(sub))))
            : new StateOwner(store);
    }

    /// <summary>Finds the instances of all partitions of a store.</summary>
    /// <exception cref="StateQueryException">There is no such store.</exception>
    public IReadOnlyList<StateOwner> FindAll(string store)
    {
        var sub = catalog.FindSubTopology(store);
        return _started is { } started
            ? [.. Enumerable.Range(0, started.PartitionsOf(sub)).Select(partition => Of(started, store, new TaskId(sub, partition)))]
            : [];
    }

    /// <summary>Lists the instances that have tasks, this one always.</summary>
    public IReadOnlyList<StreamsInstance> FindInstances()
    {
        if (_started is not { } started)
        {
            return [];
        }

        var owners = started.Plan.SubTopologies
            .SelectMany(static sub => Enumerable.Range(0, sub.Partitions).Select(partition => new TaskId(sub.SubTopology.Id, partition)))
            .Select(task => Of(started, "", task))
            .Where(static owner => owner.InstanceId is not null)
            .ToLookup(static owner => owner.InstanceId!, StringComparer.Ordinal);
        return [.. owners.Select(static owner => owner.Key).Append(started.InstanceId).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(id => new StreamsInstance(
            id,
            id == started.InstanceId ? options.AdvertisedAddress : owners[id].First().Address,
            id == started.InstanceId,
            [.. owners[id].Select(static owner => owner.TaskId!)]))];
    }

    private StateOwner Of(Started started, string store, TaskId task)
    {
        var announced = _announcer?.Current?.Find(task);
        var owner = new StateOwner(store) { Partition = task.Partition, TaskId = task.ToString() };

        // Another instance may have announced the task after this one did, and before this one has noticed that it lost it.
        if (tasks.Find(task) is { } held && (announced?.Claim is not { } later || later.Run == started.Run || announced.OwnSequence != held.Sequence))
        {
            return owner with
            {
                Status = held.IsRunning ? StateOwnerStatus.Here : StateOwnerStatus.RestoringHere,
                Address = options.AdvertisedAddress,
                InstanceId = started.InstanceId,
                Since = held.Since,
            };
        }

        // A claim of this instance is of an earlier run, or about to be released.
        return announced?.Claim is { } claim && claim.Instance != started.InstanceId
            ? owner with
            {
                Status = claim.State == AnnouncedState.Running ? StateOwnerStatus.Elsewhere : StateOwnerStatus.RestoringElsewhere,
                Address = claim.Address,
                InstanceId = claim.Instance,
                Since = UnixTime.Of(claim.SinceMs),
            }
            : owner;
    }

    private void Run()
    {
        using var announcer = _announcer!;
        while (!_stopping.IsCancellationRequested)
        {
            announcer.Turn(s_pollWait);
            if (announcer.Pause > TimeSpan.Zero)
            {
                _stopping.Token.WaitHandle.WaitOne(announcer.Pause);
            }
        }

        announcer.Finish();
    }

    private sealed record Started(TopicPlan Plan, string InstanceId, string Run)
    {
        public int PartitionsOf(int subTopology) => Plan.SubTopologyOf(new TaskId(subTopology, 0)).Partitions;
    }
}
