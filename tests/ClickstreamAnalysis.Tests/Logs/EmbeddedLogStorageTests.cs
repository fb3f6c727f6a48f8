using System.Text;
using ClickstreamAnalysis.Logs;
using ClickstreamAnalysis.Logs.Embedded.Storage;
using Microsoft.Extensions.Time.Testing;
using RocksDbSharp;

namespace ClickstreamAnalysis.Tests.Logs;

/// <summary>What an embedded log leaves in its directory, and what it accepts there.</summary>
[TestFixture]
public sealed class EmbeddedLogStorageTests
{
    private static readonly TopicPartition s_partition = new("input", 0);
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(10);

    private string _root = null!;

    private string LogDirectory => Path.Combine(_root, "log");

    [SetUp]
    public void MakeDirectory() => _root = Directory.CreateTempSubdirectory("embedded-log-").FullName;

    [TearDown]
    public void DeleteDirectory() => Directory.Delete(_root, recursive: true);

    [Test]
    public void Open_DirectoryBeginsWithTilde_IsRefusedAndNotCreated()
    {
        Assert.That(() => new EmbeddedLog("~/log"), Throws.ArgumentException.With.Message.Contains("begins with '~'"));
        Assert.That(Directory.Exists("~"), Is.False);
    }

    [Test]
    public async Task Open_DirectoryInUse_SaysWhichAndWhatToDo()
    {
        await using var log = new EmbeddedLog(LogDirectory);

        Assert.That(
            () => new EmbeddedLog(LogDirectory),
            Throws.InstanceOf<RecordLogException>().With.Message.Contains(LogDirectory).And.Message.Contains("choose another directory"));
    }

    [Test]
    public void Open_RocksDbOfSomethingElse_IsRefused()
    {
        using (var other = RocksDb.Open(new DbOptions().SetCreateIfMissing(true), LogDirectory))
        {
            other.Put("a", "b");
        }

        Assert.That(() => new EmbeddedLog(LogDirectory), Throws.InstanceOf<RecordLogException>().With.Message.Contains("something else"));
        using var still = RocksDb.Open(new DbOptions(), LogDirectory);
        Assert.That(still.Get("a"), Is.EqualTo("b"));
    }

    [Test]
    public async Task Open_UnknownFormat_IsRefused()
    {
        await new EmbeddedLog(LogDirectory).DisposeAsync();
        Change(static db => db.Put(LogKey.Format, "ClickstreamAnalysis embedded log 0"u8));

        Assert.That(() => new EmbeddedLog(LogDirectory), Throws.InstanceOf<RecordLogException>().With.Message.Contains("another format"));
    }

    [Test]
    public async Task Open_NewDirectory_IsForItsOwnerAlone()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Ignore("Windows has no Unix modes.");
            return;
        }

        await using var log = new EmbeddedLog(LogDirectory);

        Assert.That(
            File.GetUnixFileMode(LogDirectory), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute));
    }

    [Test]
    public async Task Produce_LingerIsOverByTheLogsClock_WritesWhatWaited()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.UnixEpoch);
        await using var log = new EmbeddedLog(LogDirectory, new EmbeddedLogOptions { TimeProvider = clock });
        await log.Admin.CreateTopicAsync(new TopicSpecification(s_partition.Topic, 1));
        using var producer = log.CreateProducer(new LogProducerOptions { Linger = TimeSpan.FromHours(1) });
        using var consumer = log.CreateConsumer(new LogConsumerOptions());
        var end = () => consumer.QueryOffsets(s_partition, s_timeout).End;

        Produce();
        clock.Advance(TimeSpan.FromHours(1));
        Produce();
        Assert.That(end(), Is.Zero, "just as long as they may wait");

        clock.Advance(TimeSpan.FromMilliseconds(1));
        Produce();
        Assert.That(end(), Is.EqualTo(3));

        void Produce() => producer.Produce(new RawRecord(s_partition.Topic, 0, -1, 1, "k"u8, true, "v"u8, true));
    }

    [Test]
    public async Task Poll_DamagedBatch_SaysWhere()
    {
        await using (var log = await OpenWithTopicAsync())
        {
            Write(log, "a", "b");
        }

        Change(static db =>
        {
            var key = LogKey.Batch(1, 0, 0);
            var batch = db.Get(key);
            batch[^1] ^= 1;
            db.Put(key, batch);
        });

        await using var damaged = new EmbeddedLog(LogDirectory);
        Assert.That(() => ReadAll(damaged), Throws.InstanceOf<RecordLogException>().With.Message.Contains("input-0"));
    }

    [Test]
    public async Task Client_used_after_the_log_was_closed_fails_with_a_message()
    {
        var log = await OpenWithTopicAsync();
        Write(log, "a");
        var producer = log.CreateProducer(new LogProducerOptions());
        var consumer = log.CreateConsumer(new LogConsumerOptions());
        consumer.Assign([new TopicPartitionOffset(s_partition, 0)]);

        await log.DisposeAsync();

        Assert.That(() => consumer.Poll(TimeSpan.Zero, new RecordCollector()), Throws.InstanceOf<RecordLogException>());
        Produce(producer, "b");
        Assert.That(() => producer.Flush(s_timeout), Throws.InstanceOf<RecordLogException>());
        consumer.Dispose();
        producer.Dispose();
    }

    [Test]
    public async Task Waiting_consumer_is_woken_when_the_log_is_closed()
    {
        var log = await OpenWithTopicAsync();
        Write(log, "a");
        var consumer = log.CreateConsumer(new LogConsumerOptions { GroupId = "group" });
        consumer.Assign([new TopicPartitionOffset(s_partition, 1)]);
        var poll = Task.Factory.StartNew(() => consumer.Poll(TimeSpan.FromMinutes(1), new RecordCollector()), TaskCreationOptions.LongRunning);

        await log.DisposeAsync();

        Assert.That(async () => await poll.WaitAsync(s_timeout), Throws.InstanceOf<RecordLogException>());
    }

    [Test]
    public async Task What_a_killed_process_leaves_has_whole_transactions_only()
    {
        await using var log = await OpenWithTopicAsync();
        using var member = log.CreateConsumer(new LogConsumerOptions { GroupId = "group" });
        member.Subscribe(["input"], new AssignmentRecorder());
        member.Poll(TimeSpan.Zero, new RecordCollector());
        using var producer = log.CreateProducer(new LogProducerOptions { TransactionalId = "tx" });
        producer.InitTransactions(s_timeout);
        for (var round = 0; round < 20; round++)
        {
            producer.BeginTransaction();
            Produce(producer, $"{round}a", $"{round}b");
            producer.SendOffsets([new TopicPartitionOffset(s_partition, (round + 1) * 2)], member.GroupMetadata, s_timeout);
            producer.CommitTransaction(s_timeout);
        }

        producer.BeginTransaction();
        Produce(producer, "open");
        producer.Flush(s_timeout);

        // A copy of the files of a running log is what the system would keep of a process that was killed.
        var copy = Path.Combine(_root, "copy");
        Directory.CreateDirectory(copy);
        foreach (var file in Directory.GetFiles(LogDirectory).Where(static f => !f.EndsWith("LOCK", StringComparison.Ordinal)))
        {
            File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        }

        await using var restarted = new EmbeddedLog(copy);
        Assert.That(ReadAll(restarted).Values, Is.EqualTo(Enumerable.Range(0, 20).SelectMany(static r => new[] { $"{r}a", $"{r}b" })));
        using var consumer = restarted.CreateConsumer(new LogConsumerOptions { GroupId = "group" });
        Assert.That(consumer.Committed([s_partition], s_timeout)[s_partition], Is.EqualTo(40));
    }

    [Test]
    public async Task Partitions_cost_nothing_until_they_are_used()
    {
        await using (var log = new EmbeddedLog(LogDirectory))
        {
            await log.Admin.CreateTopicAsync(new TopicSpecification("input", 1_000));
            Write(log, "a");
            Assert.That(log.Topics.Find("input")!.OpenPartitions.Count(), Is.EqualTo(1));
        }

        await using var reopened = new EmbeddedLog(LogDirectory);
        Assert.That(reopened.Topics.Find("input")!.OpenPartitions, Is.Empty);
        Assert.That(ReadAll(reopened).Values, Is.EqualTo(new[] { "a" }));
    }

    [Test]
    public async Task Records_before_the_oldest_offset_stay_deleted_after_a_restart()
    {
        await using (var log = await OpenWithTopicAsync())
        {
            Write(log, "a", "b", "c");
            await log.Admin.DeleteRecordsAsync(new TopicPartitionOffset(s_partition, 2));
        }

        await using var reopened = new EmbeddedLog(LogDirectory);
        Assert.That(ReadAll(reopened).Values, Is.EqualTo(new[] { "c" }));
        Assert.That(Offsets(reopened), Is.EqualTo(new OffsetRange(2, 3)));
    }

    [Test]
    public async Task Offsets_are_not_given_out_twice_when_everything_was_deleted()
    {
        await using (var log = await OpenWithTopicAsync())
        {
            Write(log, "a", "b", "c");
            await log.Admin.DeleteRecordsAsync(new TopicPartitionOffset(s_partition, 3));
        }

        await using var reopened = new EmbeddedLog(LogDirectory);
        Write(reopened, "d");
        Assert.That(Offsets(reopened), Is.EqualTo(new OffsetRange(3, 4)));
    }

    [Test]
    public async Task Topic_made_anew_has_nothing_of_the_old_one()
    {
        await using var log = await OpenWithTopicAsync();
        Write(log, "old");
        await log.Admin.DeleteTopicAsync("input");
        await log.Admin.CreateTopicAsync(new TopicSpecification("input", 1));
        Write(log, "new");

        Assert.That(ReadAll(log).Values, Is.EqualTo(new[] { "new" }));
    }

    private static void Produce(ILogProducer producer, params string[] values)
    {
        foreach (var value in values)
        {
            producer.Produce(new RawRecord("input", 0, -1, 1, [], false, Encoding.UTF8.GetBytes(value), true));
        }
    }

    private static void Write(IRecordLog log, params string[] values)
    {
        using var producer = log.CreateProducer(new LogProducerOptions());
        Produce(producer, values);
        producer.Flush(s_timeout);
    }

    private static RecordCollector ReadAll(IRecordLog log)
    {
        using var consumer = log.CreateConsumer(new LogConsumerOptions());
        consumer.Assign([new TopicPartitionOffset(s_partition, 0)]);
        var records = new RecordCollector();
        while (consumer.Poll(TimeSpan.Zero, records) > 0)
        {
        }

        return records;
    }

    private static OffsetRange Offsets(IRecordLog log)
    {
        using var consumer = log.CreateConsumer(new LogConsumerOptions());
        return consumer.QueryOffsets(s_partition, s_timeout);
    }

    private async Task<EmbeddedLog> OpenWithTopicAsync()
    {
        var log = new EmbeddedLog(LogDirectory);
        await log.Admin.CreateTopicAsync(new TopicSpecification("input", 1));
        return log;
    }

    private void Change(Action<RocksDb> change)
    {
        using var database = RocksDb.Open(new DbOptions(), LogDirectory);
        change(database);
    }
}
