using ClickstreamAnalysis.Logs;

namespace ClickstreamAnalysis.Tests.Runtime.Control;

/// <summary>Stream threads come and go under load, and the application pauses: each record counts once, on any log.</summary>
[TestFixture]
public abstract class ThreadChangeContract
{
    private const int Partitions = 6;
    private const int Keys = 60;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(120);

    /// <summary>Opens the log.</summary>
    protected abstract Task<IRecordLog> OpenAsync();

    /// <summary>How many records are written.</summary>
    protected abstract int Records { get; }

    [Test]
    public async Task Threads_AddedAndRemovedUnderLoad_EachRecordCountsOnce()
    {
        await using var log = await OpenAsync();
        var name = $"threads-{Guid.NewGuid():N}"[..14];
        await log.Admin.CreateTopicAsync(new TopicSpecification($"{name}-in", Partitions));
        await log.Admin.CreateTopicAsync(new TopicSpecification($"{name}-out", Partitions));
        var clients = new ClientRecordingLog(log);
        var options = new StreamsOptions
        {
            ApplicationId = name,
            InMemoryState = true,
            InstanceId = "one",
            EarliestEventTime = null,
            CommitInterval = TimeSpan.FromMilliseconds(20),
        };
        await using var application = new StreamsApplication(CountingTopology.Create($"{name}-in", $"{name}-out"), clients, options);
        await application.StartAsync();
        var writing = Task.Run(() => WriteAsync(log, $"{name}-in"));

        Assert.That(await application.AddThreadAsync().WaitAsync(s_patience), Is.EqualTo($"{name}-stream-1"));
        Assert.That(await application.AddThreadAsync().WaitAsync(s_patience), Is.EqualTo($"{name}-stream-2"));
        await UntilAsync(() => application.State == StreamsState.Running && Busy(application) == 3, application, "three threads have tasks");
        Assert.That(await application.RemoveThreadAsync().WaitAsync(s_patience), Is.EqualTo($"{name}-stream-2"));
        await application.PauseAsync().WaitAsync(s_patience);
        var read = application.Metrics.Read;
        Assert.That(await application.AddThreadAsync().WaitAsync(s_patience), Is.EqualTo($"{name}-stream-2"), "the index is used again");
        await UntilAsync(() => application.Describe().Threads.Count(thread => thread.State == StreamThreadState.Paused && thread.Tasks.Count > 0) == 3, application, "three threads are paused");
        Assert.That(application.Metrics.Read, Is.EqualTo(read), "also the new thread is paused");
        application.Resume();
        Assert.That(await application.RemoveThreadAsync().WaitAsync(s_patience), Is.EqualTo($"{name}-stream-2"));
        Assert.That(await application.RemoveThreadAsync().WaitAsync(s_patience), Is.EqualTo($"{name}-stream-1"));
        Assert.That(async () => await application.RemoveThreadAsync(), Throws.InvalidOperationException.With.Message.Contains("one must be left"));
        await writing.WaitAsync(s_patience);
        await application.DrainAsync().WaitAsync(s_patience);

        var counts = await ReadCountsAsync(log, $"{name}-out");
        Assert.That(counts, Is.EquivalentTo(Enumerable.Range(0, Keys).SelectMany(key => Enumerable.Range(1, Records / Keys).Select(count => (key, (long)count)))));
        Assert.That(clients.InstanceIds, Is.EquivalentTo(new[] { "one-0", "one-1", "one-2" }), "one for each index");
        Assert.That(clients.TransactionalIds, Is.EquivalentTo(new[] { $"{name}-one-0", $"{name}-one-1", $"{name}-one-2" }));
        Assert.That(clients.MostOpenAtOnce, Is.LessThanOrEqualTo(1), "two clients of one id at a time would fence each other");
        Assert.That(clients.LastQueueBytes, Is.LessThan(clients.FirstQueueBytes), "three threads share what one had");
    }

    private static int Busy(StreamsApplication application) => application.Describe().Threads.Count(thread => thread.Tasks.Any(task => task.Status == StreamTaskStatus.Running));

    private async Task WriteAsync(IRecordLog log, string topic)
    {
        using var producer = log.CreateProducer(new LogProducerOptions());
        for (var i = 0; i < Records; i++)
        {
            var key = i % Keys;
            producer.Produce(new RawRecord(topic, key % Partitions, -1, i, Bytes(key), true, Bytes(i), true));
            if (i % 200 == 199)
            {
                producer.Flush(s_patience);
                await Task.Delay(1);
            }
        }

        producer.Flush(s_patience);
    }

    private static async Task<List<(int Key, long Count)>> ReadCountsAsync(IRecordLog log, string topic)
    {
        var counts = new List<(int, long)>();
        await foreach (var record in log.CreateReader(topic, Serdes.Int32, Serdes.Int64))
        {
            counts.Add((record.Key, record.Value));
        }

        return counts;
    }

    private static byte[] Bytes(int value)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        Serdes.Int32.Serialize(value, buffer);
        return buffer.WrittenSpan.ToArray();
    }

    private static async Task UntilAsync(Func<bool> condition, StreamsApplication application, string what)
    {
        using var late = new CancellationTokenSource(s_patience);
        while (!condition())
        {
            if (application.Completion.IsCompleted)
            {
                await application.Completion;
            }

            Assert.That(late.IsCancellationRequested, Is.False, $"it never happens that {what}: {application.Describe()}");
            await Task.Delay(20);
        }
    }
}
