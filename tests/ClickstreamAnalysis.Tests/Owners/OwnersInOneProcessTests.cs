namespace ClickstreamAnalysis.Tests.Owners;

/// <summary>Instances with threads that share an embedded log.</summary>
public sealed class OwnersInOneProcessTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    [Test]
    public async Task TwoInstances_OnAnEmbeddedLog_FindEachOther_AndTheOneThatStaysFindsItself()
    {
        var directory = Directory.CreateTempSubdirectory("owners-");
        try
        {
            await using var log = new EmbeddedLog(directory.FullName);
            await log.CreateTopicAsync(OwnerInstance.Input, OwnerCluster.Partitions);
            await using var one = await StartAsync(log, "one");
            var two = await StartAsync(log, "two");

            await UntilAsync(() => Addresses(one) is { Length: 2 } addresses && addresses.SequenceEqual(Addresses(two)));
            foreach (var key in OwnerCluster.Keys)
            {
                Assert.That(one.FindOwner(OwnerInstance.Store, key).Address, Is.EqualTo(two.FindOwner(OwnerInstance.Store, key).Address));
            }

            await two.DisposeAsync();
            await UntilAsync(() => one.FindOwners(OwnerInstance.Store).All(static owner => owner.Status == StateOwnerStatus.Here));
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private static async Task<StreamsApplication> StartAsync(EmbeddedLog log, string name)
    {
        var application = new StreamsApplication(
            OwnerInstance.Topology([]), log,
            new StreamsOptions { ApplicationId = "app", InMemoryState = true, InstanceId = name, AdvertisedAddress = OwnerInstance.AddressOf(name) });
        await application.StartAsync();
        return application;
    }

    /// <summary>The addresses of running owners, or nothing while a partition has none.</summary>
    private static string[] Addresses(StreamsApplication application)
    {
        var owners = application.FindOwners(OwnerInstance.Store);
        return owners.All(static owner => owner.Status is StateOwnerStatus.Here or StateOwnerStatus.Elsewhere)
            ? [.. owners.Select(static owner => owner.Address!.Host).Distinct().Order(StringComparer.Ordinal)]
            : [];
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            Assert.That(TimeProvider.System.GetElapsedTime(started), Is.LessThan(s_patience));
            await Task.Delay(20);
        }
    }
}
