using System.Globalization;
using System.Text;
using ClickstreamAnalysis.Testing;
using ClickstreamAnalysis.Tests.Logs;

namespace ClickstreamAnalysis.Tests.Runtime;

/// <summary>Good and bad records mixed, over several partitions: each is counted once, and the good ones do not notice the bad.</summary>
public sealed class BadInputTests
{
    private const int Partitions = 3;
    private const int MaxRecordBytes = 4_096;

    private static readonly long s_now = SteppedApplication.Now.ToUnixTimeMilliseconds();

    /// <summary>What is wrong, and the reason under which it must be counted.</summary>
    private static readonly (string Reason, bool IsFailed, byte[]? Key, byte[]? Value)[] s_bad =
    [
        ("invalid-json", true, Bytes("zoe"), Bytes("{\"user\":\"zoe\",")),
        ("invalid-json", true, Bytes("zoe"), [0xC3, 0x28]),
        ("missing-user", true, Bytes("zoe"), Bytes($"{{\"event\":\"view\",\"ts\":{s_now}}}")),
        ("missing-event", true, Bytes("zoe"), Bytes($"{{\"user\":\"zoe\",\"ts\":{s_now}}}")),
        ("missing-time", true, Bytes("zoe"), Bytes("{\"user\":\"zoe\",\"event\":\"view\"}")),
        ("invalid-time", true, Bytes("zoe"), SteppedApplication.Click("zoe", -1)),
        ("invalid-time", true, Bytes("zoe"), Bytes("{\"user\":\"zoe\",\"event\":\"view\",\"ts\":\"yesterday\"}")),
        ("future-time", false, Bytes("zoe"), SteppedApplication.Click("zoe", s_now + (long)TimeSpan.FromDays(27_000).TotalMilliseconds)),
        ("oversized", true, Bytes("zoe"), SteppedApplication.Click("zoe", s_now, new string('x', MaxRecordBytes))),
        ("null-key", true, null, SteppedApplication.Click("zoe", s_now)),
        ("null-value", true, Bytes("zoe"), null),
    ];

    [Test]
    public async Task Skip_MixedInput_CountsEachRecordOnceAndKeepsNeighboursAsTheyWere()
    {
        var expected = await SessionsOf(BadRecordPolicy.Fail, withBad: false);

        await using var application = await StartAsync(BadRecordPolicy.Skip);
        var good = ProduceAll(application, withBad: true);
        application.RunToIdle();

        AssertConservation(application, good);
        Assert.That(Sessions(application), Is.EqualTo(expected).And.Not.Empty);
    }

    [Test]
    public async Task DeadLetter_MixedInput_SendsEachBadRecordWithReasonAndPlace()
    {
        var expected = await SessionsOf(BadRecordPolicy.Fail, withBad: false);

        await using var application = await StartAsync(BadRecordPolicy.DeadLetter("dead"));
        var good = ProduceAll(application, withBad: true);
        var input = application.ReadAll("clicks");
        application.RunToIdle();

        AssertConservation(application, good);
        Assert.That(Sessions(application), Is.EqualTo(expected).And.Not.Empty);
        var letters = application.ReadAll("dead");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(letters.Select(letter => Header(letter, "clickstream.reason")), Is.EquivalentTo(s_bad.Select(bad => bad.Reason)));
            foreach (var letter in letters)
            {
                var source = input.Single(record =>
                    record.Partition.Topic == Header(letter, "clickstream.topic")
                    && record.Partition.Partition == int.Parse(Header(letter, "clickstream.partition"), CultureInfo.InvariantCulture)
                    && record.Offset == long.Parse(Header(letter, "clickstream.offset"), CultureInfo.InvariantCulture));
                Assert.That(letter.Key, Is.EqualTo(source.Key));
                Assert.That(letter.Value, Is.EqualTo(source.Value));
                Assert.That(letter.Partition.Partition, Is.EqualTo(source.Partition.Partition));
                Assert.That(Header(letter, "clickstream.task"), Is.EqualTo($"0_{source.Partition.Partition}"));
                Assert.That(Header(letter, "clickstream.value-length"), Is.EqualTo($"{source.Value?.Length ?? 0}"));
                Assert.That(letter.TimestampMs, Is.EqualTo(s_now), "the record's own time may be what is wrong with it");
            }
        }
    }

    [Test]
    public async Task DeadLetter_LargeValue_CarriesItsBeginningAndItsLength()
    {
        var large = SteppedApplication.Click("zoe", s_now, new string('x', 100_000));
        await using var application = await StartAsync(BadRecordPolicy.DeadLetter("dead"));

        application.Produce("clicks", 0, s_now, Bytes("zoe"), large);
        application.RunToIdle();

        var letter = application.ReadAll("dead").Single();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(letter.Value, Is.EqualTo(large[..(64 * 1024)]));
            Assert.That(Header(letter, "clickstream.value-length"), Is.EqualTo($"{large.Length}"));
        }
    }

    [TestCaseSource(nameof(FailedIndexes))]
    public async Task Fail_OneBadRecordAmongGood_StopsWithItsPlaceAndTheNextRunGoesOnThere(int index)
    {
        var bad = s_bad[index];
        var log = SteppedApplication.LogWith(("clicks", Partitions), ("sessions", Partitions), ("dead", Partitions));
        await using (var application = await SteppedApplication.StartAsync(Topology(), log, Options(BadRecordPolicy.Fail)))
        {
            application.ProduceClick(1, "ann", s_now);
            application.RunToIdle();
            application.Produce("clicks", 1, s_now, bad.Key, bad.Value);
            application.ProduceClick(1, "bob", s_now);

            var error = Assert.Throws<BadRecordException>(application.RunToIdle);

            using (Assert.EnterMultipleScope())
            {
                Assert.That(error!.Record, Has.Property(nameof(BadRecord.Reason)).EqualTo(bad.Reason)
                    .And.Property(nameof(BadRecord.Topic)).EqualTo("clicks")
                    .And.Property(nameof(BadRecord.Partition)).EqualTo(1)
                    .And.Property(nameof(BadRecord.Offset)).EqualTo(1)
                    .And.Property(nameof(BadRecord.TaskId)).EqualTo("0_1"));
                Assert.That(error.Message, Does.Contain("clicks-1, offset 1").And.Contain(bad.Reason).And.Not.Contain("zoe"), "user data stays out of messages");
                Assert.That(application.Metrics, Has.Property("Read").EqualTo(1).And.Property("Processed").EqualTo(1));
            }
        }

        await using var next = await SteppedApplication.StartAsync(Topology(), log, Options(BadRecordPolicy.Skip));
        next.RunToIdle();
        Assert.That(next.Metrics, Has.Property("Read").EqualTo(2).And.Property("Processed").EqualTo(1).And.Property("Failed").EqualTo(1));
    }

    [Test]
    public async Task Fail_FutureTime_IsGuardedAndDoesNotStopTheApplication()
    {
        await using var application = await StartAsync(BadRecordPolicy.Fail);

        application.Produce("clicks", 0, s_now, Bytes("zoe"), SteppedApplication.Click("zoe", s_now + (long)TimeSpan.FromMinutes(61).TotalMilliseconds));
        application.Produce("clicks", 0, s_now, Bytes("ann"), SteppedApplication.Click("ann", s_now + (long)TimeSpan.FromMinutes(60).TotalMilliseconds));
        application.RunToIdle();

        Assert.That(application.Metrics, Has.Property("Rejected").EqualTo(1).And.Property("Processed").EqualTo(1));
    }

    [Test]
    public async Task Decide_LambdaThrows_IsAskedWithTheReasonAndTheError()
    {
        var asked = new List<BadRecord>();
        var builder = new TopologyBuilder();
        builder.Clicks("clicks")
            .Peek(record => _ = record.Value.User == "zoe" ? throw new FormatException("no") : 0)
            .Sessionize("visits").Closed.To("sessions");
        var policy = BadRecordPolicy.Decide(bad =>
        {
            asked.Add(bad);
            return BadRecordAction.Skip;
        });
        await using var application = await SteppedApplication.StartAsync(builder.Build(), EmptyLog(), Options(policy));

        application.ProduceClick(2, "ann", s_now);
        application.ProduceClick(2, "zoe", s_now);
        application.RunToIdle();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(asked, Has.Count.EqualTo(1));
            Assert.That(asked[0], Has.Property("Reason").EqualTo("processing").And.Property("Offset").EqualTo(1).And.Property("Error").TypeOf<FormatException>());
            Assert.That(application.Metrics, Has.Property("Read").EqualTo(2).And.Property("Failed").EqualTo(1));
        }
    }

    [Test]
    public async Task Decide_DeadLetterWithoutTopic_Fails()
    {
        await using var application = await StartAsync(BadRecordPolicy.Decide(_ => BadRecordAction.DeadLetter));

        application.Produce("clicks", 0, s_now, Bytes("zoe"), Bytes("{"));

        Assert.That(application.RunToIdle, Throws.TypeOf<BadRecordException>());
    }

    private static IEnumerable<TestCaseData> FailedIndexes() => s_bad
        .Select((bad, index) => (bad, index)).Where(pair => pair.bad.IsFailed)
        .Select(pair => new TestCaseData(pair.index).SetArgDisplayNames($"{pair.bad.Reason} #{pair.index}"));

    private static async Task<string[]> SessionsOf(BadRecordPolicy policy, bool withBad)
    {
        await using var application = await StartAsync(policy);
        ProduceAll(application, withBad);
        application.RunToIdle();
        return Sessions(application);
    }

    private static SimulatedLog EmptyLog() =>
        SteppedApplication.LogWith(("clicks", Partitions), ("sessions", Partitions), ("dead", Partitions));

    private static Task<SteppedApplication> StartAsync(BadRecordPolicy policy) =>
        SteppedApplication.StartAsync(Topology(), EmptyLog(), Options(policy));

    private static ClickstreamAnalysis.StreamsOptions Options(BadRecordPolicy policy) =>
        SteppedApplication.Options with { BadRecords = policy, MaxRecordBytes = MaxRecordBytes };

    private static Topology Topology()
    {
        var builder = new TopologyBuilder();
        builder.Clicks("clicks").Sessionize("visits", new() { Gap = TimeSpan.FromMinutes(1), GracePeriod = TimeSpan.FromSeconds(10) }).Closed.To("sessions");
        return builder.Build();
    }

    /// <summary>
    /// Every partition gets rounds of good clicks, ten minutes apart so that sessions close, two late ones, and the bad ones
    /// between them.
    /// </summary>
    private static (int Good, int Late) ProduceAll(SteppedApplication application, bool withBad)
    {
        var (good, late, next) = (0, 0, 0);
        for (var round = 0; round < 6; round++)
        {
            var timeMs = s_now - 7_200_000 + (round * 600_000);
            for (var partition = 0; partition < Partitions; partition++)
            {
                if (withBad && next < s_bad.Length)
                {
                    application.Produce("clicks", partition, s_now, s_bad[next].Key, s_bad[next].Value);
                    next++;
                }

                application.ProduceClick(partition, $"user-{partition}", timeMs);
                application.Produce("clicks", partition, timeMs, Bytes($"user-{partition}"), SteppedApplication.Click($"user-{partition}", timeMs - 5_000));
                good += 2;
            }

            if (round is 2 or 4)
            {
                application.RunToIdle();
                application.Produce("clicks", 1, timeMs, Bytes("straggler"), SteppedApplication.Click("straggler", timeMs - 600_000));
                late++;
            }
        }

        Assert.That(next, Is.EqualTo(withBad ? s_bad.Length : 0), "every bad record was sent");
        return (good, late);
    }

    private static void AssertConservation(SteppedApplication application, (int Good, int Late) sent)
    {
        var metrics = application.Metrics;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(metrics.Read, Is.EqualTo(application.ReadAll("clicks").Count));
            Assert.That(metrics.Processed, Is.EqualTo(sent.Good));
            Assert.That(metrics.Late, Is.EqualTo(sent.Late));
            Assert.That(metrics.Failed, Is.EqualTo(s_bad.Count(bad => bad.IsFailed)));
            Assert.That(metrics.Rejected, Is.EqualTo(s_bad.Count(bad => !bad.IsFailed)));
            Assert.That(metrics.Read, Is.EqualTo(metrics.Processed + metrics.Late + metrics.Failed + metrics.Rejected));
            Assert.That(metrics.Reasons, Is.EquivalentTo(s_bad.GroupBy(bad => bad.Reason).ToDictionary(group => group.Key, group => (long)group.Count())));
        }
    }

    private static string[] Sessions(SteppedApplication application) =>
        [.. application.ReadAll("sessions").Select(record => Encoding.UTF8.GetString(record.Value!)).Order(StringComparer.Ordinal)];

    private static string Header(CollectedRecord record, string name) =>
        Encoding.UTF8.GetString(record.Headers!.Single(header => header.Name == name).Value!);

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
