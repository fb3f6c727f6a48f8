using System.Text;
using ClickstreamAnalysis.Logs;
using ClickstreamAnalysis.Testing;

namespace ClickstreamAnalysis.Tests.Logs;

/// <summary>A client that keeps the rules gets each record exactly once under all faults: so the faults are fair, and are faults.</summary>
[TestFixture]
public sealed class SimulatedLogExactlyOnceTests
{
    private const int Partitions = 4;
    private const int RecordsPerPartition = 25;

    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(1);

    // Everything that this client can meet.
    private static readonly SimulatedFault[] s_faults =
    [
        .. Enum.GetValues<SimulatedFault>().Except(
        [
            SimulatedFault.OffsetCommitFailed, SimulatedFault.OffsetCommitAnswerLost, SimulatedFault.QueryFailed, SimulatedFault.AdminFailed,
        ]),
    ];

    [Test]
    public void Rule_abiding_clients_lose_and_double_nothing_under_any_fault()
    {
        var fired = new Dictionary<SimulatedFault, int>();
        for (var seed = 1; seed <= 300; seed++)
        {
            var (log, output) = Run(seed);
            foreach (var fault in s_faults)
            {
                fired[fault] = fired.GetValueOrDefault(fault) + log.CountOf(fault);
            }

            for (var partition = 0; partition < Partitions; partition++)
            {
                Assert.That(
                    output.Where(v => v.StartsWith($"{partition}/", StringComparison.Ordinal)),
                    Is.EqualTo(Enumerable.Range(0, RecordsPerPartition).Select(i => $"{partition}/{i}")), $"seed {seed}");
            }
        }

        Assert.That(fired.Where(static f => f.Value < 10), Is.Empty, "each fault must have happened");
    }

    [Test]
    public void Client_that_commits_its_offsets_apart_doubles_records()
    {
        var doubled = Enumerable.Range(1, 20).Count(static seed =>
        {
            var (_, output) = Run(seed, commitsApart: true);
            return output.Distinct().Count() < output.Length;
        });

        Assert.That(doubled, Is.GreaterThan(10));
    }

    [Test]
    public void Equal_seeds_give_equal_runs()
    {
        var (first, firstOutput) = Run(42);
        var (second, secondOutput) = Run(42);
        var (_, otherOutput) = Run(43);

        Assert.That(secondOutput, Is.EqualTo(firstOutput));
        Assert.That(s_faults.Select(second.CountOf), Is.EqualTo(s_faults.Select(first.CountOf)));
        Assert.That(otherOutput, Is.Not.EqualTo(firstOutput));
    }

    private static (SimulatedLog Log, string[] Output) Run(int seed, bool commitsApart = false)
    {
        var log = new SimulatedLog(new SimulatedLogOptions { Seed = seed, Faults = s_faults.ToDictionary(static f => f, static _ => 0.02) });
        log.FaultsEnabled = false;
        Wait(log.Admin.CreateTopicAsync(new TopicSpecification("input", Partitions)));
        Wait(log.Admin.CreateTopicAsync(new TopicSpecification("output", 1)));
        using (var writer = log.CreateProducer(new LogProducerOptions()))
        {
            for (var i = 0; i < Partitions * RecordsPerPartition; i++)
            {
                writer.Produce(new RawRecord(
                    "input", i % Partitions, -1, 1, [], false, Encoding.UTF8.GetBytes($"{i % Partitions}/{i / Partitions}"), true));
            }
        }

        log.FaultsEnabled = true;
        var random = new Random(seed);
        var hosts = new Host?[2];
        for (var step = 0; step < 400; step++)
        {
            var i = random.Next(hosts.Length);
            hosts[i] = Step(log, hosts[i], $"host {i}", commitsApart);
        }

        log.FaultsEnabled = false;
        for (var step = 0; step < 200; step++)
        {
            hosts[step % 2] = Step(log, hosts[step % 2], $"host {step % 2}", commitsApart);
        }

        return (log, ReadOutput(log));
    }

    private static Host? Step(SimulatedLog log, Host? host, string name, bool commitsApart)
    {
        host ??= new Host(log.Connect(name), name, commitsApart);
        try
        {
            host.Step();
            return host;
        }
        catch (SimulatedCrashException)
        {
            log.Expel("group");
            return null;
        }
        catch (RecordLogException)
        {
            try
            {
                host.Close();
            }
            catch (SimulatedCrashException)
            {
                log.Expel("group");
            }

            return null;
        }
    }

    private static void Wait(Task task) => task.GetAwaiter().GetResult();

    private static string[] ReadOutput(SimulatedLog log)
    {
        using var consumer = log.CreateConsumer(new LogConsumerOptions());
        consumer.Assign([new TopicPartitionOffset(new TopicPartition("output", 0), 0)]);
        var records = new RecordCollector();
        while (consumer.Poll(TimeSpan.Zero, records) > 0)
        {
        }

        return [.. records.Values.Select(static v => v!)];
    }

    /// <summary>Copies input to output: one transaction for each poll; any failure makes it start over.</summary>
    private sealed class Host(IRecordLog log, string name, bool commitsApart) : IRawRecordHandler
    {
        private ILogConsumer? _consumer;
        private ILogProducer? _producer;

        public void Step()
        {
            if (_consumer is null)
            {
                _producer = log.CreateProducer(new LogProducerOptions { TransactionalId = name });
                _producer.InitTransactions(s_timeout);
                _consumer = log.CreateConsumer(new LogConsumerOptions { GroupId = "group", MaxPollRecords = 5 });
                _consumer.Subscribe(["input"], new AssignmentRecorder());
            }

            _producer!.BeginTransaction();
            var count = _consumer.Poll(TimeSpan.Zero, this);
            if (count == 0)
            {
                _producer.AbortTransaction(s_timeout);
                return;
            }

            var positions = _consumer.Assignment.Where(p => _consumer.Position(p) is not null)
                .Select(p => new TopicPartitionOffset(p, _consumer.Position(p)!.Value)).ToArray();
            if (commitsApart)
            {
                _producer.CommitTransaction(s_timeout);
                _consumer.Commit(positions);
                return;
            }

            _producer.SendOffsets(positions, _consumer.GroupMetadata, s_timeout);
            _producer.CommitTransaction(s_timeout);
        }

        public void OnRecord(in RawRecord record) =>
            _producer!.Produce(new RawRecord("output", 0, -1, 1, [], false, record.Value, true));

        public void Close()
        {
            _consumer?.Dispose();
            _producer?.Dispose();
        }
    }
}
