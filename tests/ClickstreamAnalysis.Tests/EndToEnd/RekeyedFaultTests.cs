using ClickstreamAnalysis.Testing;
using ClickstreamAnalysis.Tests.Data;
using Microsoft.Extensions.Time.Testing;

namespace ClickstreamAnalysis.Tests.EndToEnd;

/// <summary>
/// Random clicks in order of time, partitions, hosts, pauses, restarts and crashes on a log with faults: behind one and two
/// repartition topics nothing is late, and the results are those of one reader of all clicks.
/// </summary>
public sealed class RekeyedFaultTests
{
    private static readonly DateTimeOffset s_start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private string _directory = "";

    [SetUp]
    public void CreateDirectory() => _directory = Directory.CreateTempSubdirectory("rekeyed-").FullName;

    [TearDown]
    public void DeleteDirectory() => Directory.Delete(_directory, recursive: true);

    [TestCase(1, 20)]
    [TestCase(21, 400, Explicit = true, Reason = "Takes minutes.")]
    public async Task Under_any_faults_a_rekeyed_topic_is_counted_to_the_last_click(int firstSeed, int lastSeed)
    {
        var crashes = 0;
        for (var seed = firstSeed; seed <= lastSeed; seed++)
        {
            try
            {
                crashes += await RunAsync(seed);
            }
            catch (Exception error)
            {
                Assert.Fail($"seed {seed}: {error}");
            }
        }

        Assert.That(crashes, Is.Positive);
    }

    private async Task<int> RunAsync(int seed)
    {
        var random = new Random(seed);
        var clock = new FakeTimeProvider(s_start);
        var faults = FaultPropertyTests.ExactlyOnceFaults.ToDictionary(fault => fault, FaultPropertyTests.ChanceOf);
        var log = new SimulatedLog(new SimulatedLogOptions { Seed = seed, TimeProvider = clock, Faults = faults }) { FaultsEnabled = false };
        var inputs = random.Next(1, 3);
        var partitions = random.Next(1, 6);
        var run = new RekeyedRun(log, partitions, $"run-{seed}", inputs);
        await run.CreateTopicsAsync();

        // Some partitions get much, some little and some nothing.
        var targets = Enumerable.Range(0, 5).Select(_ => random.Next(partitions * inputs)).ToArray();
        var timeMs = s_start.AddDays(-10).ToUnixTimeMilliseconds();
        var clicks = Enumerable.Range(0, random.Next(1, 300)).Select(_ =>
        {
            timeMs += random.Next(10) == 0 ? random.Next(7_200_000) : random.Next(60_000);
            return (Click: new DataClick($"user-{random.Next(6)}", "view", timeMs, $"/{random.Next(8)}"), Partition: targets[random.Next(targets.Length)]);
        }).ToArray();

        var onDisk = seed % 4 == 0;
        var hosts = new FaultyHosts(log, clock, random, run.Topology, run.Options, host => onDisk ? Path.Combine(_directory, $"{seed}-{host}") : null);
        await hosts.RunAsync(new Queue<(DataClick, int)[]>(clicks.Chunk(random.Next(1, 60))), run.Produce);
        await run.DrainAsync(hosts.LastRun);
        run.AssertIsComplete([.. clicks.Select(click => click.Click)]);
        return hosts.Crashes;
    }
}
