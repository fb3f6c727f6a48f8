using System.Diagnostics;
using ClickstreamAnalysis.Logs;

namespace ClickstreamAnalysis.Kafka.Tests.Logs;

/// <summary>Keeps what it is handed, and polls until there is enough of it.</summary>
internal sealed class Collector : IRawRecordHandler
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    public List<CollectedRecord> Records { get; } = [];

    /// <summary>Called with each record before it is kept; throws when a test wants a handler that throws.</summary>
    public Action<CollectedRecord> Before { get; set; } = _ => { };

    public IEnumerable<string?> Values => Records.Select(record => record.Value);

    public void OnRecord(in RawRecord record)
    {
        var copy = CollectedRecord.Of(record);
        Before(copy);
        Records.Add(copy);
    }

    /// <summary>Polls until the condition holds; fails the test when it does not in time.</summary>
    public void PollUntil(ILogConsumer consumer, Func<bool> done)
    {
        var waited = Stopwatch.StartNew();
        while (!done())
        {
            consumer.Poll(TimeSpan.FromMilliseconds(100), this);
            Assert.That(waited.Elapsed, Is.LessThan(s_patience), $"gave up with {Records.Count} records");
        }
    }

    public void PollUntilCount(ILogConsumer consumer, int count) => PollUntil(consumer, () => Records.Count >= count);
}
