using BenchmarkDotNet.Attributes;
using ClickstreamAnalysis.State.Entries;

namespace ClickstreamAnalysis.Benchmarks.Micro;

/// <summary>The queue of what is due, by how many entries wait in it.</summary>
[MemoryDiagnoser]
public class DueQueueBenchmarks
{
    private const int SpanMs = 30 * 60_000;

    private DueQueue<int, long>? _queue;
    private LiveEntry<int, long>[] _entries = [];
    private long _nowMs;
    private long _steps;

    /// <summary>Entries in the queue.</summary>
    [Params(10_000, 1_000_000)]
    public int Entries { get; set; }

    /// <summary>Fills the queue, with due times spread evenly over half an hour.</summary>
    [GlobalSetup]
    public void SetUp()
    {
        _queue = new DueQueue<int, long>();
        _entries = new LiveEntry<int, long>[Entries];
        for (var i = 0; i < Entries; i++)
        {
            _entries[i] = new LiveEntry<int, long>(i) { IsLive = true, DueMs = (long)i * SpanMs / Entries };
            _queue.Add(_entries[i], _entries[i].DueMs);
        }
    }

    /// <summary>Time goes on until an entry is due; it waits another half hour.</summary>
    [Benchmark]
    public long TakeDueAndAddAgain()
    {
        _nowMs = ++_steps * SpanMs / Entries;
        while (_queue!.FirstDueBefore(_nowMs) is { } entry)
        {
            entry.DueMs += SpanMs;
        }

        return _nowMs;
    }
}
