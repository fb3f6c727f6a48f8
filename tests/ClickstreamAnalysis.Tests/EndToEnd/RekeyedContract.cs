using ClickstreamAnalysis.Tests.Data;

namespace ClickstreamAnalysis.Tests.EndToEnd;

/// <summary>
/// Behind a repartition topic a record is late only when it was late in its input partition: on any log, whatever the number of
/// partitions and threads, a topic is counted to the last click without any grace.
/// </summary>
public abstract class RekeyedContract
{
    private static readonly DateTimeOffset s_start = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);

    protected abstract Task<IRecordLog> OpenAsync();

    [TestCase(4, 1, ProcessingGuarantee.ExactlyOnce)]
    [TestCase(4, 3, ProcessingGuarantee.ExactlyOnce)]
    [TestCase(3, 2, ProcessingGuarantee.AtLeastOnce)]
    public Task ADayOfClicksWithoutKeys_ReadFromTheBeginning_IsCompleteWithoutGrace(int partitions, int threads, ProcessingGuarantee guarantee) =>
        ReadADayAsync(partitions, options => options with { Threads = threads, Guarantee = guarantee });

    /// <summary>A task says that it is quiet as soon as it has read its inputs, often while it still has results to send.</summary>
    [TestCase(4, 1)]
    [TestCase(3, 2)]
    public Task ADayOfClicksWithoutKeys_TasksAreQuietAtOnce_IsComplete(int partitions, int threads) =>
        ReadADayAsync(partitions, options => options with { Threads = threads, UpstreamIdleTimeout = TimeSpan.FromMilliseconds(1) });

    [Test]
    public async Task MergedTopics_OneOfThemEmptyAndOneShort_AreComplete()
    {
        var random = new Random(5);
        var clicks = Enumerable.Range(0, 10_000).Select(i => new DataClick(
            $"user-{random.Next(100)}", "view", s_start.ToUnixTimeMilliseconds() + (i * 10_000L), $"/{random.Next(20)}")).ToArray();
        await using var log = await OpenAsync();
        var run = new RekeyedRun(log, partitions: 2, $"merge-{Guid.NewGuid():N}"[..12], inputs: 3);
        await run.CreateTopicsAsync();
        run.Produce(clicks.Select((click, i) => (click, i % 50 == 0 ? 2 + random.Next(2) : random.Next(2))));

        await run.DrainAsync();

        run.AssertIsComplete(clicks);
    }

    private async Task ReadADayAsync(int partitions, Func<StreamsOptions, StreamsOptions> change)
    {
        var random = new Random(partitions);
        var clicks = Enumerable.Range(0, 40_000).Select(i => new DataClick(
            $"user-{random.Next(400)}", "view", s_start.ToUnixTimeMilliseconds() + (i * 86_400_000L / 40_000), $"/{random.Next(50)}")).ToArray();
        await using var log = await OpenAsync();
        var run = new RekeyedRun(log, partitions, $"day-{Guid.NewGuid():N}"[..12]);
        await run.CreateTopicsAsync();

        // A partition is a multiple of the others in size, so upstream tasks are unevenly far all the time.
        run.Produce(clicks.Select(click => (click, Math.Min(random.Next(partitions), random.Next(partitions)))));

        var metrics = await run.DrainAsync(change);

        Assert.That(metrics.Read, Is.EqualTo(clicks.Length), $"{metrics}");
        run.AssertIsComplete(clicks);
    }
}
