using System.Buffers.Binary;
using ClickstreamAnalysis.Logs;
using ClickstreamAnalysis.Processing.Failures;
using ClickstreamAnalysis.Processing.Tasks;
using ClickstreamAnalysis.Runtime.Assignment;
using ClickstreamAnalysis.Runtime.Instances;
using ClickstreamAnalysis.Runtime.Memory;
using ClickstreamAnalysis.Runtime.Metrics;
using ClickstreamAnalysis.State.Databases.Memory;
using Microsoft.Extensions.Logging.Abstractions;

namespace ClickstreamAnalysis.Tests.Runtime;

/// <summary>Restoring in parts: what was read waits until it is worth writing.</summary>
public sealed class RestorationTests
{
    private const int Records = 12_000;

    private static readonly TaskId s_first = new(0, 0);
    private static readonly TaskId s_second = new(0, 1);

    [Test]
    public void Step_TwoChangelogsOfManySlices_BringsEveryRowOnce()
    {
        using var database = new MemoryStateDatabase();
        using var restoration = Begin(database);

        var done = new List<TaskId>();
        for (var steps = 0; restoration.IsBusy; steps++)
        {
            Assert.That(steps, Is.LessThan(100));
            done.AddRange(restoration.Step(TimeSpan.Zero).Select(task => task.Id));
        }

        Assert.That(done, Is.EquivalentTo(new[] { s_first, s_second }));
        Assert.That(restoration.Replayed, Is.EqualTo(2 * Records));
        Assert.That((Rows(database, 0), Rows(database, 1)), Is.EqualTo((Records, Records)));
        Assert.That(NextOffset(database, s_first), Is.EqualTo(Records));
    }

    [Test]
    public void Remove_TaskInTheMiddle_WritesWhatWasReadAtOnceAndNothingLater()
    {
        using var database = new MemoryStateDatabase();
        using var restoration = Begin(database);
        restoration.Step(TimeSpan.Zero);
        var read = restoration.Replayed;
        Assert.That(read, Is.InRange(1, 2 * Records - 1), "it is in the middle");
        Assert.That(Rows(database, 0) + Rows(database, 1), Is.Zero, "what was read waits");

        restoration.Remove(s_first);
        Assert.That(Rows(database, 0) + Rows(database, 1), Is.EqualTo(read));
        Assert.That(NextOffset(database, s_first) ?? 0, Is.EqualTo(Rows(database, 0)), "the checkpoint says what the rows are");

        // Another thread has the task now, and no use for its rows.
        var rows = database.OpenTable("counts:rows");
        using var batch = database.CreateBatch();
        batch.DeleteRange(rows, [0, 0, 0, 0], [0, 0, 0, 1]);
        database.Apply(batch);
        while (restoration.IsBusy)
        {
            restoration.Step(TimeSpan.Zero);
        }

        Assert.That((Rows(database, 0), Rows(database, 1)), Is.EqualTo((0, Records)));
    }

    private static Restoration Begin(MemoryStateDatabase database)
    {
        var log = SteppedApplication.LogWith(("app-counts-changelog", 2));
        var options = SteppedApplication.Options;
        var memory = new MemoryPlan(options);
        using var producer = log.CreateProducer(new LogProducerOptions());
        Span<byte> key = stackalloc byte[4];
        for (var i = 0; i < Records; i++)
        {
            // Not in the order of keys.
            BinaryPrimitives.WriteInt32BigEndian(key, i * 7919 % Records);
            producer.Produce(new RawRecord("app-counts-changelog", 0, -1, i, key, true, key, true));
            producer.Produce(new RawRecord("app-counts-changelog", 1, -1, i, key, true, key, true));
        }

        producer.Flush(TimeSpan.FromSeconds(5));
        var metrics = new MetricsBoard();
        var environment = new ThreadEnvironment(log, database, Plan: null!, options, metrics, "one", memory);
        var restoration = new Restoration(environment, NullLogger.Instance);
        var tasks = new TaskEnvironment
        {
            TimeProvider = options.TimeProvider,
            LoggerFactory = options.LoggerFactory,
            Database = database,
            Producer = null!,
            BadRecords = options.BadRecords,
            MaxFutureSkew = options.MaxFutureSkew,
            MaxRecordBytes = options.MaxRecordBytes,
            LiveMemory = memory.Live,
            WriteBackDelay = options.WriteBackDelay,
            Losses = metrics.Losses,
            ResolveOutput = _ => throw new InvalidOperationException(),
            InternalTopic = topic => "app-" + topic,
            UpstreamOf = _ => throw new InvalidOperationException(),
        };
        foreach (var id in new[] { s_first, s_second })
        {
            restoration.Add(id, new TaskState(id, [Stores.KeyValue("counts", Serdes.Int32, Serdes.Int32)], tasks));
        }

        return restoration;
    }

    private static int Rows(MemoryStateDatabase database, byte partition)
    {
        using var cursor = database.OpenTable("counts:rows").Scan([0, 0, 0, partition], [0, 0, 0, (byte)(partition + 1)]);
        var count = 0;
        while (cursor.MoveNext())
        {
            count++;
        }

        return count;
    }

    private static long? NextOffset(MemoryStateDatabase database, TaskId task) =>
        TaskCheckpoint.Read(database.OpenTable(TaskState.MetaTable), task)?.Changelogs["counts"];
}
