using System.Text;
using ClickstreamAnalysis.Logs;
using ClickstreamAnalysis.Testing;
using ClickstreamAnalysis.Tests.Runtime;
using Microsoft.Extensions.Time.Testing;

namespace ClickstreamAnalysis.Tests.Owners;

/// <summary>Instances of an application on a simulated log, in simulated time.</summary>
internal sealed class OwnerCluster : IAsyncDisposable
{
    public const int Partitions = 6;
    public const string Topic = "app-instances";

    public static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(200);

    private static readonly TimeSpan s_settled = TimeSpan.FromSeconds(2);

    private readonly StreamsOptions _options;
    private string _assignment = "";
    private DateTimeOffset _changedAt;

    public OwnerCluster(int seed = 1, IReadOnlyDictionary<SimulatedFault, double>? faults = null)
    {
        Clock = new FakeTimeProvider(SteppedApplication.Now);
        Log = new SimulatedLog(new SimulatedLogOptions { Seed = seed, TimeProvider = Clock, Faults = faults ?? new Dictionary<SimulatedFault, double>() });
        Log.FaultsEnabled = false;
        Log.Admin.CreateTopicAsync(new TopicSpecification(OwnerInstance.Input, Partitions)).GetAwaiter().GetResult();
        Log.FaultsEnabled = true;
        _options = SteppedApplication.Options with { TimeProvider = Clock, LoggerFactory = Logs, MaxConsecutiveFailures = 1_000 };
    }

    public FakeTimeProvider Clock { get; }

    public SimulatedLog Log { get; }

    public CollectingLoggerFactory Logs { get; } = new();

    public List<OwnerInstance> Instances { get; } = [];

    public static IEnumerable<string> Keys { get; } = [.. Enumerable.Range(0, 40).Select(static i => $"user-{i}")];

    /// <summary>How often the answers of all instances were compared with the assignment.</summary>
    public int Comparisons { get; private set; }

    public async Task<OwnerInstance> StartAsync(string name)
    {
        var instance = await OwnerInstance.StartAsync(Log, name, _options with { InstanceId = name });
        Instances.Add(instance);
        return instance;
    }

    /// <summary>kill -9.</summary>
    public async Task KillAsync(OwnerInstance instance)
    {
        instance.Crash();
        Instances.Remove(instance);
        try
        {
            await instance.DisposeAsync();
        }
        catch (SimulatedCrashException)
        {
            // A dead process closes nothing.
        }
    }

    public async Task StopAsync(OwnerInstance instance)
    {
        Instances.Remove(instance);
        await instance.DisposeAsync();
    }

    /// <summary>Lets time pass. From two seconds after each change of the assignment on, every answer of every instance must be right.</summary>
    public void Run(TimeSpan time, bool isChecked = true)
    {
        for (var passed = TimeSpan.Zero; passed < time; passed += Tick)
        {
            Clock.Advance(Tick);
            foreach (var instance in Instances.Where(static instance => !instance.IsStalled))
            {
                for (var turn = 0; turn < 4; turn++)
                {
                    instance.Application.Step();
                }
            }

            NoteChanges();
            if (isChecked && Clock.GetUtcNow() - _changedAt >= s_settled)
            {
                AssertRight();
            }
        }
    }

    /// <summary>Asserts that every instance names the one that holds a task, for every key.</summary>
    public void AssertRight()
    {
        var live = Instances.Where(static instance => !instance.IsStalled).ToArray();
        var holders = live.SelectMany(static instance => instance.Held().Select(held => (held.Task, held.Status, instance.Name))).ToLookup(static held => held.Task);
        foreach (var instance in live)
        {
            foreach (var owner in Keys.Select(key => instance.Application.FindOwner(OwnerInstance.Store, key)).Concat(instance.Application.FindOwners(OwnerInstance.Store)))
            {
                var holder = holders[owner.TaskId].Single();
                Assert.That((owner.Address, owner.InstanceId), Is.EqualTo((OwnerInstance.AddressOf(holder.Name), holder.Name)), $"task {owner.TaskId} asked at {instance.Name}: {owner}");
                Assert.That(owner.Status, Is.EqualTo(Expected(holder.Status, isHere: holder.Name == instance.Name)), $"task {owner.TaskId} asked at {instance.Name}");
                Comparisons++;
            }
        }
    }

    /// <summary>Asserts that the instance that processes the records of a key is the one that all instances name.</summary>
    public void AssertProcessedByOwners()
    {
        Instances.ForEach(static instance => instance.Processed.Clear());
        using (var producer = Log.CreateProducer(new LogProducerOptions()))
        {
            foreach (var key in Keys)
            {
                var bytes = Encoding.UTF8.GetBytes(key);
                producer.Produce(new RawRecord(
                    OwnerInstance.Input, KeyPartitioner.PartitionFor(bytes, Partitions), -1, SteppedApplication.Now.ToUnixTimeMilliseconds(), bytes, true, new byte[8], true));
            }

            producer.Flush(TimeSpan.FromSeconds(5));
        }

        Run(2 * Tick, isChecked: false);
        foreach (var key in Keys)
        {
            var processor = Instances.Single(instance => instance.Processed.Contains(key)).Name;
            Assert.That(Instances.Select(instance => instance.Application.FindOwner(OwnerInstance.Store, key).Address), Is.All.EqualTo(OwnerInstance.AddressOf(processor)), key);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Log.FaultsEnabled = false;
        foreach (var instance in Instances)
        {
            await instance.DisposeAsync();
        }
    }

    private static StateOwnerStatus Expected(StateOwnerStatus held, bool isHere) => (held, isHere) switch
    {
        (_, true) => held,
        (StateOwnerStatus.Here, false) => StateOwnerStatus.Elsewhere,
        _ => StateOwnerStatus.RestoringElsewhere,
    };

    private void NoteChanges()
    {
        var live = Instances.Where(static instance => !instance.IsStalled).ToArray();
        var held = live.SelectMany(static instance => instance.Held().Select(held => $"{held} at {instance.Name}")).ToArray();
        var assignment = string.Join(", ", held);
        if (assignment != _assignment || held.Length != Partitions)
        {
            (_assignment, _changedAt) = (assignment, Clock.GetUtcNow());
        }
    }
}
