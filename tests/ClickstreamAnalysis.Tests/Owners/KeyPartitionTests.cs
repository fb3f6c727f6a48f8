using ClickstreamAnalysis.Tests.Runtime;

namespace ClickstreamAnalysis.Tests.Owners;

/// <summary>The partition that is asked for is the one that writers of this library choose, directly and through a repartition topic.</summary>
public sealed class KeyPartitionTests
{
    private const int Keys = 300;

    [TestCase(1)]
    [TestCase(7)]
    [TestCase(12)]
    public async Task Keys_OfTheWriterAndOfRepartitionTopics_AreWhereFindOwnerSays(int partitions)
    {
        var log = SteppedApplication.LogWith(("clicks", partitions));
        await using (var writer = log.CreateWriter("clicks", Serdes.Utf8, Serdes.Int64))
        {
            await Task.WhenAll(Enumerable.Range(0, Keys).Select(i => writer.WriteAsync($"user-{i}", i, SteppedApplication.Now)));
        }

        var builder = new TopologyBuilder();
        builder.AddStore(Stores.KeyValue("by-user", Serdes.Utf8, Serdes.Int64)).AddStore(Stores.KeyValue("by-number", Serdes.Int64, Serdes.Int64));
        var clicks = builder.Stream("clicks", Serdes.Utf8, Serdes.Int64);
        clicks.Process("users", static () => new Keep<string>("by-user"), "by-user");
        clicks.SelectKey(static (_, number) => number * 3, Serdes.Int64).Repartition("numbers", partitions + 2)
            .Process("numbers", static () => new Keep<long>("by-number"), "by-number");
        await using var application = await SteppedApplication.StartAsync(builder.Build(), log);
        application.RunToIdle();

        using var view = application.Query();
        var asked = application.Application;
        for (var i = 0; i < Keys; i++)
        {
            var user = view.KeyValue<string, long>("by-user").Find($"user-{i}");
            var number = view.KeyValue<long, long>("by-number").Find(i * 3);
            Assert.That(asked.FindOwner("by-user", $"user-{i}").Partition, Is.EqualTo(user.Position!.Partition));
            Assert.That(asked.FindOwner("by-number", i * 3L).Partition, Is.EqualTo(number.Position!.Partition));
            Assert.That(asked.FindOwner("by-number", i * 3L).TaskId, Is.EqualTo(number.Position.TaskId));
        }

        Assert.That(asked.FindOwners("by-number"), Has.Count.EqualTo(partitions + 2));
    }

    private sealed class Keep<TKey>(string store) : IProcessor<TKey, long, TKey, long>
        where TKey : notnull
    {
        private IKeyValueStore<TKey, long> _values = null!;

        public void Initialize(IProcessorContext<TKey, long> context) => _values = context.GetStore<IKeyValueStore<TKey, long>>(store);

        public void Process(in Record<TKey, long> record) => _values.Put(record.Key, record.Value);
    }
}
