namespace ClickstreamAnalysis.Kafka.Tests.Owners;

/// <summary>Instances on a real broker name the owner of every key before, during and after the death of one of them.</summary>
public sealed class OwnersOnKafkaTests
{
    private const int Partitions = 6;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    [Test]
    public async Task One_of_three_is_killed_and_comes_back_and_every_owner_is_named_within_two_seconds()
    {
        await using var log = new KafkaLog(TestBroker.BootstrapServers);
        var id = $"owners-{Guid.NewGuid():N}"[..15];
        await log.CreateTopicAsync(KafkaInstance.InputOf(id), Partitions);
        var timeline = new Timeline(Partitions);
        await using var one = await KafkaInstance.StartAsync(log, id, "one", knowledge => timeline.Add("one", knowledge));
        await using var two = await KafkaInstance.StartAsync(log, id, "two", knowledge => timeline.Add("two", knowledge));
        using (var killed = new OwnerProcess(id, "three", knowledge => timeline.Add("three", knowledge)))
        {
            await UntilAsync(() => timeline.AgreeOn("one", "two", "three"), "before the kill");
            AssertEveryKey(one, two);

            var start = TimeProvider.System.GetTimestamp();
            killed.Kill();
            timeline.Remove("three");
            await UntilAsync(() => timeline.AgreeOn("one", "two"), "after the kill");
            TestContext.Out.WriteLine($"one and two agree {TimeProvider.System.GetElapsedTime(start).TotalSeconds:0.0} s after the kill (the session timeout is 10 s)");
            AssertEveryKey(one, two);
        }

        using (var again = new OwnerProcess(id, "three", knowledge => timeline.Add("three", knowledge)))
        {
            await UntilAsync(() => timeline.AgreeOn("one", "two", "three"), "after the return");
            AssertEveryKey(one, two);
        }

        var delays = timeline.Delays().Select(static delay => delay.DelayMs).Order().ToArray();
        TestContext.Out.WriteLine($"{delays.Length} owners became known: median {delays[delays.Length / 2]} ms, longest {delays[^1]} ms");
        Assert.That(delays, Has.Length.GreaterThan(Partitions));
        Assert.That(timeline.Delays().Where(static delay => delay.DelayMs >= 2_000), Is.Empty);
    }

    private static void AssertEveryKey(KafkaInstance one, KafkaInstance two)
    {
        foreach (var key in Enumerable.Range(0, 200).Select(static i => $"user-{i}"))
        {
            var first = one.Application.FindOwner(KafkaInstance.Store, key);
            var second = two.Application.FindOwner(KafkaInstance.Store, key);
            Assert.That((first.Partition, first.Address, first.InstanceId), Is.EqualTo((second.Partition, second.Address, second.InstanceId)));
            Assert.That(first.Address, Is.Not.Null);
        }
    }

    private static async Task UntilAsync(Func<bool> condition, string what)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            Assert.That(TimeProvider.System.GetElapsedTime(started), Is.LessThan(s_patience), what);
            await Task.Delay(20);
        }
    }
}
