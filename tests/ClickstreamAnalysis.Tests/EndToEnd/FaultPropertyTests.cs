using ClickstreamAnalysis.Testing;
using ClickstreamAnalysis.Tests.Data;
using ClickstreamAnalysis.Tests.Oracle;
using Microsoft.Extensions.Time.Testing;

namespace ClickstreamAnalysis.Tests.EndToEnd;

/// <summary>
/// Random clicks, partitions, hosts, commit points, restarts and crashes on a log in which everything goes wrong now and then: sessions
/// and funnel are what SQL computes from the clicks, each session once.
/// </summary>
public sealed class FaultPropertyTests
{
    private static readonly DateTimeOffset s_start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    // Exactly-once commits offsets with the transaction only, and gives a faulty transaction up without a word.
    internal static readonly SimulatedFault[] ExactlyOnceFaults =
    [
        .. Enum.GetValues<SimulatedFault>().Except([SimulatedFault.OffsetCommitFailed, SimulatedFault.OffsetCommitAnswerLost, SimulatedFault.AbortFailed]),
    ];

    private static readonly SimulatedFault[] s_atLeastOnceFaults =
    [
        .. Enum.GetValues<SimulatedFault>().Except(
        [
            SimulatedFault.InitFailed, SimulatedFault.SendOffsetsFailed, SimulatedFault.CommitFailed, SimulatedFault.CommitAnswerLost,
            SimulatedFault.CommitDelayed, SimulatedFault.CommitAbortable, SimulatedFault.ProducerFenced, SimulatedFault.AbortFailed,
        ]),
    ];

    private string _directory = "";

    [SetUp]
    public void MakeDirectory() => _directory = Directory.CreateTempSubdirectory("faults-").FullName;

    [TearDown]
    public void DeleteDirectory() => Directory.Delete(_directory, recursive: true);

    [TestCase(1, 15)]
    [TestCase(16, 400, Explicit = true, Reason = "Takes minutes.")]
    public async Task Under_any_faults_sessions_and_funnel_equal_the_oracle(int firstSeed, int lastSeed) =>
        await RunAsync(firstSeed, lastSeed, ProcessingGuarantee.ExactlyOnce, ExactlyOnceFaults, static (run, clicks, late) =>
        {
            Assert.That(run.ReadSessions(), Is.EqualTo(SessionOracle.Of(clicks, (long)ClickRun.Gap.TotalMilliseconds)));
            Assert.That(run.ReadFunnel(), Is.EqualTo(ShopFunnelOracle.Of(clicks, (long)ClickRun.Window.TotalMilliseconds)));
            Assert.That(late, Is.Zero);
        });

    /// <summary>Clicks may count twice then, and sessions come again, but nothing is lost.</summary>
    [TestCase(1, 20)]
    [TestCase(21, 400, Explicit = true, Reason = "Takes minutes.")]
    public async Task Under_any_faults_at_least_once_each_click_is_in_a_session(int firstSeed, int lastSeed) =>
        await RunAsync(firstSeed, lastSeed, ProcessingGuarantee.AtLeastOnce, s_atLeastOnceFaults, static (run, clicks, _) =>
        {
            var given = run.ReadSessions().ToLookup(static session => session.User);
            Assert.That(
                clicks.Where(click => !given[click.User].Any(session => session.StartMs <= click.TimestampMs && click.TimestampMs <= session.EndMs)),
                Is.Empty);
        });

    private async Task RunAsync(
        int firstSeed, int lastSeed, ProcessingGuarantee guarantee, SimulatedFault[] faults, Action<ClickRun, DataClick[], long> check)
    {
        var fired = faults.ToDictionary(fault => fault, _ => 0);
        var crashes = 0;
        for (var seed = firstSeed; seed <= lastSeed; seed++)
        {
            try
            {
                var (log, died) = await RunAsync(seed, guarantee, faults, check);
                crashes += died;
                foreach (var fault in faults)
                {
                    fired[fault] += log.CountOf(fault);
                }
            }
            catch (Exception error)
            {
                Assert.Fail($"seed {seed}: {error}");
            }
        }

        TestContext.Out.WriteLine($"seeds {firstSeed} to {lastSeed}, {crashes} crashes; {string.Join(", ", fired)}");
        Assert.That(fired.Where(fault => fault.Value == 0), Is.Empty, "each fault must have happened");
        Assert.That(crashes, Is.Positive);
    }

    private async Task<(SimulatedLog Log, int Crashes)> RunAsync(
        int seed, ProcessingGuarantee guarantee, SimulatedFault[] faults, Action<ClickRun, DataClick[], long> check)
    {
        var random = new Random(seed);
        var clock = new FakeTimeProvider(s_start);
        var log = new SimulatedLog(new SimulatedLogOptions { Seed = seed, TimeProvider = clock, Faults = faults.ToDictionary(fault => fault, ChanceOf) })
        {
            FaultsEnabled = false,
        };
        var clicks = Clicks(random);
        var run = new ClickRun(log, random.Next(1, 5), $"run-{seed}");
        await run.CreateTopicsAsync();
        var waiting = new Queue<DataClick[]>(Shuffle.WithinGrace(clicks, ClickRun.Grace, seed).Chunk(random.Next(1, 30)));

        var onDisk = seed % 4 == 0;
        var hosts = new FaultyHosts(
            log, clock, random, run.Topology, run.Options with { Guarantee = guarantee }, host => onDisk ? Path.Combine(_directory, $"{seed}-{host}") : null);
        await hosts.RunAsync(waiting, some => run.ProduceAsync(some).GetAwaiter().GetResult());
        var last = await run.DrainAsync(hosts.LastRun);
        check(run, clicks, last.Late + hosts.Late);
        return (log, hosts.Crashes);
    }

    // Rare enough that work gets done; what can happen only a few times in a run is likelier.
    internal static double ChanceOf(SimulatedFault fault) => fault switch
    {
        SimulatedFault.ShortPoll or SimulatedFault.EmptyPoll => 0.2,
        SimulatedFault.FlushFailed or SimulatedFault.DeliveryDelayed => 0.3,
        SimulatedFault.InitFailed or SimulatedFault.OffsetCommitFailed or SimulatedFault.OffsetCommitAnswerLost => 0.1,
        SimulatedFault.AdminFailed or SimulatedFault.SendOffsetsFailed or SimulatedFault.CommitFailed or SimulatedFault.CommitAnswerLost
            or SimulatedFault.CommitDelayed or SimulatedFault.CommitAbortable => 0.05,
        SimulatedFault.Crash => 0.002,
        SimulatedFault.ProduceFailed => 0.004,
        _ => 0.01,
    };

    /// <summary>Some users over some hours, with pauses that are often just as long as the gap or the window, or a little longer.</summary>
    private static DataClick[] Clicks(Random random)
    {
        var users = random.Next(1, 7);
        return [.. Enumerable.Range(0, random.Next(1, 150)).Select(i => new DataClick(
            $"user-{random.Next(users)}",
            random.Next(6) switch { < 3 => "view", < 5 => "cart", _ => "purchase" },
            s_start.AddHours(-8).ToUnixTimeMilliseconds() + (random.Next(48) * 600_000L) + random.Next(-1, 2),
            $"/{random.Next(20)}"))];
    }
}
