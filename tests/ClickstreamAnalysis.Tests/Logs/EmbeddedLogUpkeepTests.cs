using System.Text;
using ClickstreamAnalysis.Logs;
using Microsoft.Extensions.Time.Testing;

namespace ClickstreamAnalysis.Tests.Logs;

/// <summary>Old records go, compacted topics keep what is current, and space comes back.</summary>
[TestFixture]
public sealed class EmbeddedLogUpkeepTests
{
    private const int Round = 12_000;

    private static readonly TopicPartition s_partition = new("topic", 0);
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(10);

    private FakeTimeProvider _time = null!;
    private string _directory = null!;
    private EmbeddedLog _log = null!;

    [SetUp]
    public void MakeDirectory()
    {
        _directory = Directory.CreateTempSubdirectory("embedded-log-").FullName;
        _time = new FakeTimeProvider(DateTimeOffset.FromUnixTimeMilliseconds(1_760_000_000_000));
        _log = Open();
    }

    [TearDown]
    public async Task DeleteDirectoryAsync()
    {
        await _log.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    [Test]
    public async Task Retention_deletes_records_by_their_timestamps()
    {
        await CreateAsync(static t => t with { Retention = TimeSpan.FromHours(1) });
        var nowMs = _time.GetUtcNow().ToUnixTimeMilliseconds();
        Write(("a", "old", nowMs - 3_700_000));
        Write(("a", "older than its batch", nowMs - 3_700_000), ("a", "young", nowMs));
        Write(("a", "younger", nowMs));

        _log.Upkeep.Run();
        Assert.That(Read().Values, Is.EqualTo(new[] { "older than its batch", "young", "younger" }));
        Assert.That(Offsets(), Is.EqualTo(new OffsetRange(1, 4)));

        _time.Advance(TimeSpan.FromHours(2));
        _log.Upkeep.Run();
        Assert.That(Read().Count, Is.Zero);
        Assert.That(Offsets(), Is.EqualTo(new OffsetRange(4, 4)));
    }

    [Test]
    public async Task Upkeep_runs_by_itself()
    {
        await CreateAsync(static t => t with { Retention = TimeSpan.FromHours(1) });
        Write(("a", "old", 0));

        _time.Advance(TimeSpan.FromSeconds(61));
        Assert.That(Offsets().Start, Is.EqualTo(1));
        Write(("a", "old", 0));
        _time.Advance(TimeSpan.FromSeconds(61));
        Assert.That(Offsets().Start, Is.EqualTo(2));
    }

    [Test]
    public async Task Topic_without_retention_keeps_everything()
    {
        await CreateAsync(static t => t);
        Write(("a", "old", 0));

        _time.Advance(TimeSpan.FromDays(1_000));
        _log.Upkeep.Run();

        Assert.That(Read().Values, Is.EqualTo(new[] { "old" }));
    }

    [Test]
    public async Task Compacted_topic_keeps_the_newest_record_of_each_key_at_its_offset()
    {
        await CreateAsync(static t => t with { Compacted = true });
        WriteRound(keys: 100, name: "first");
        var before = Read().Records;

        _log.Upkeep.Run();

        var after = Read().Records;
        var expected = before.GroupBy(static r => Convert.ToHexString(r.Key!)).Select(static g => g.Last()).OrderBy(static r => r.Offset);
        Assert.That(after.Select(Describe), Is.EqualTo(expected.Select(Describe)));
        Assert.That(Offsets(), Is.EqualTo(new OffsetRange(0, Round)));
    }

    [Test]
    public async Task Compacted_topic_is_not_cleaned_for_a_few_records()
    {
        await CreateAsync(static t => t with { Compacted = true });
        Write(("a", "1", 1), ("a", "2", 1));

        _log.Upkeep.Run();

        Assert.That(Read().Count, Is.EqualTo(2));
    }

    [Test]
    public async Task Cleaning_again_and_again_with_random_records_keeps_what_is_current()
    {
        await CreateAsync(static t => t with { Compacted = true });
        var random = new Random(11);
        var current = new Dictionary<string, string?>();
        for (var round = 0; round < 6; round++)
        {
            using (var producer = _log.CreateProducer(new LogProducerOptions()))
            {
                for (var i = 0; i < 15_000; i++)
                {
                    var key = $"key {random.Next(20_000)}";
                    var value = random.Next(4) == 0 ? null : $"value {round}/{i}";
                    Produce(producer, key, value, 1);
                    current[key] = value;
                }

                producer.Flush(s_timeout);
            }

            _time.Advance(TimeSpan.FromHours(random.Next(1, 20)));
            _log.Upkeep.Run();
            await ReopenAsync();
            Assert.That(Lines(Current()), Is.EqualTo(Lines(current.Where(static c => c.Value is not null))), $"round {round}");
            Assert.That(Offsets().End, Is.EqualTo((round + 1) * 15_000));
        }

        Assert.That(Read().Count, Is.LessThan(45_000));
    }

    [Test]
    public async Task Topic_with_more_keys_than_the_memory_is_cleaned_in_rounds()
    {
        await ReopenAsync(new EmbeddedLogOptions { TimeProvider = _time, CleanerMemoryBytes = 1024 * 1024 });
        await CreateAsync(static t => t with { Compacted = true });
        for (var copy = 0; copy < 4; copy++)
        {
            using var producer = _log.CreateProducer(new LogProducerOptions());
            for (var i = 0; i < 60_000; i++)
            {
                Produce(producer, $"key {i}", $"{copy}", 1);
            }

            producer.Flush(s_timeout);
        }

        for (var run = 0; run < 20; run++)
        {
            _log.Upkeep.Run();
        }

        // What is newer than the last round was not worth another one.
        Assert.That(Current().Values, Is.All.EqualTo("3"));
        Assert.That(Read().Count, Is.InRange(60_000, 120_000));
    }

    [Test]
    public async Task Reader_under_way_during_cleaning_misses_no_current_record()
    {
        await CreateAsync(static t => t with { Compacted = true });
        WriteRound(keys: 5_000, name: "first");
        using var consumer = _log.CreateConsumer(new LogConsumerOptions { MaxPollRecords = 777 });
        consumer.Assign([new TopicPartitionOffset(s_partition, 0)]);
        var records = new RecordCollector();
        for (var poll = 0; consumer.Poll(TimeSpan.Zero, records) > 0; poll++)
        {
            if (poll == 3)
            {
                _log.Upkeep.Run();
            }
        }

        Assert.That(records.Offsets, Is.Ordered.And.Unique);
        var seen = new Dictionary<string, string?>();
        foreach (var record in records.Records)
        {
            seen[Encoding.UTF8.GetString(record.Key!)] = Encoding.UTF8.GetString(record.Value!);
        }

        Assert.That(Lines(seen), Is.EqualTo(Lines(Current())));
        Assert.That(records.Count, Is.LessThan(Round), "the cleaning came in between");
    }

    [Test]
    public async Task Tombstones_go_after_their_retention_but_not_right_after_opening()
    {
        await CreateAsync(static t => t with { Compacted = true });
        WriteRound(keys: 10, name: "first");
        Write([.. Enumerable.Range(0, 10).Select(static i => ($"key {i}", (string?)null, 1L))]);
        WriteRound(keys: 5, name: "others", prefix: "other");
        _log.Upkeep.Run();
        Assert.That(Tombstones(), Is.EqualTo(10), "they are young");

        _time.Advance(TimeSpan.FromHours(30));
        await ReopenAsync();
        WriteRound(keys: 5, name: "again", prefix: "other");
        _log.Upkeep.Run();
        Assert.That(Tombstones(), Is.EqualTo(10), "the log was opened just now");

        _time.Advance(TimeSpan.FromHours(2));
        WriteRound(keys: 5, name: "and again", prefix: "other");
        _log.Upkeep.Run();
        Assert.That(Tombstones(), Is.Zero);
        Assert.That(Current(), Has.Count.EqualTo(5));
    }

    [Test]
    public async Task Records_without_key_and_headers_survive_cleaning()
    {
        await CreateAsync(static t => t with { Compacted = true });
        using (var producer = _log.CreateProducer(new LogProducerOptions()))
        {
            producer.Produce(new RawRecord("topic", 0, -1, 7, [], false, "no key"u8, true, [new RecordHeader("name", [1])]));
            producer.Flush(s_timeout);
        }

        WriteRound(keys: 3, name: "first");
        _log.Upkeep.Run();

        using var consumer = _log.CreateConsumer(new LogConsumerOptions { ReadHeaders = true });
        consumer.Assign([new TopicPartitionOffset(s_partition, 0)]);
        var records = new RecordCollector();
        consumer.Poll(TimeSpan.Zero, records);
        Assert.That(records.Count, Is.EqualTo(4));
        Assert.That(records.Records[0].Key, Is.Null);
        Assert.That(records.Records[0].TimestampMs, Is.EqualTo(7));
        Assert.That(records.Records[0].Headers!.Single().Value, Is.EqualTo(new byte[] { 1 }));
    }

    [Test]
    public async Task Space_of_replaced_records_is_given_back()
    {
        await CreateAsync(static t => t with { Compacted = true });
        var random = new Random(5);
        var value = new byte[10 * 1024];
        using (var producer = _log.CreateProducer(new LogProducerOptions()))
        {
            for (var i = 0; i < 10_500; i++)
            {
                random.NextBytes(value);
                producer.Produce(new RawRecord("topic", 0, -1, 1, Encoding.UTF8.GetBytes($"{i % 100}"), true, value, true));
            }

            producer.Flush(s_timeout);
        }

        Assert.That(DirectoryBytes(), Is.GreaterThan(80_000_000));

        _log.Upkeep.Run();

        // The database deletes no files while it is making others: on a busy machine it may still be at that.
        Assert.That(DirectoryBytes, Is.LessThan(40_000_000).After(20_000, 50));
        Assert.That(Read().Count, Is.EqualTo(100));
    }

    // Sorted: NUnit compares sets of this size pair by pair.
    private static IEnumerable<string> Lines(IEnumerable<KeyValuePair<string, string?>> current) =>
        current.Select(static c => $"{c.Key}={c.Value}").Order(StringComparer.Ordinal);

    private static string Describe(CollectedRecord record) =>
        $"{record.Offset} {Convert.ToHexString(record.Key!)} {Convert.ToHexString(record.Value ?? [])}";

    private static void Produce(ILogProducer producer, string key, string? value, long timestampMs) =>
        producer.Produce(new RawRecord(
            "topic", 0, -1, timestampMs, Encoding.UTF8.GetBytes(key), true, Encoding.UTF8.GetBytes(value ?? string.Empty), value is not null));

    private EmbeddedLog Open(EmbeddedLogOptions? options = null) =>
        new(Path.Combine(_directory, "log"), options ?? new EmbeddedLogOptions { TimeProvider = _time });

    private async Task ReopenAsync(EmbeddedLogOptions? options = null)
    {
        await _log.DisposeAsync();
        _log = Open(options);
    }

    private Task CreateAsync(Func<TopicSpecification, TopicSpecification> configure) =>
        _log.Admin.CreateTopicAsync(configure(new TopicSpecification("topic", 1)));

    private void Write(params (string Key, string? Value, long TimestampMs)[] records)
    {
        using var producer = _log.CreateProducer(new LogProducerOptions { Linger = TimeSpan.FromHours(1) });
        foreach (var (key, value, timestampMs) in records)
        {
            Produce(producer, key, value, timestampMs);
        }

        producer.Flush(s_timeout);
    }

    private void WriteRound(int keys, string name, string prefix = "key") =>
        Write([.. Enumerable.Range(0, Round).Select(i => ($"{prefix} {i % keys}", (string?)$"{name} {i}", 1L))]);

    private RecordCollector Read()
    {
        using var consumer = _log.CreateConsumer(new LogConsumerOptions());
        consumer.Assign([new TopicPartitionOffset(s_partition, 0)]);
        var records = new RecordCollector();
        while (consumer.Poll(TimeSpan.Zero, records) > 0)
        {
        }

        return records;
    }

    private int Tombstones() => Read().Records.Count(static r => r.Value is null);

    private Dictionary<string, string?> Current()
    {
        var current = new Dictionary<string, string?>();
        foreach (var record in Read().Records)
        {
            var key = Encoding.UTF8.GetString(record.Key!);
            if (record.Value is null)
            {
                current.Remove(key);
            }
            else
            {
                current[key] = Encoding.UTF8.GetString(record.Value);
            }
        }

        return current;
    }

    private OffsetRange Offsets()
    {
        using var consumer = _log.CreateConsumer(new LogConsumerOptions());
        return consumer.QueryOffsets(s_partition, s_timeout);
    }

    private long DirectoryBytes() => new DirectoryInfo(Path.Combine(_directory, "log")).GetFiles("*.blob").Sum(static f => f.Length);
}
