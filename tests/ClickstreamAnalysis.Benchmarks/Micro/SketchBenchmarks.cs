using BenchmarkDotNet.Attributes;

namespace ClickstreamAnalysis.Benchmarks.Micro;

/// <summary>Adding to sketches, and what commits and readers do with them.</summary>
[MemoryDiagnoser]
public class SketchBenchmarks
{
    private const int Items = 1 << 16;

    private readonly string[] _users = new string[Items];
    private readonly string[] _pages = new string[Items];
    private readonly DistinctCounter _dense = new();
    private readonly DistinctCounter _sparse = new();
    private readonly DistinctCounter _other = new();
    private readonly TopCounter<string> _top = new();
    private int _next;

    /// <summary>Fills the sketches: 65,536 users, 1,000 of them in the sparse counter, and pages of which few are common.</summary>
    [GlobalSetup]
    public void SetUp()
    {
        var random = new Random(1);
        for (var i = 0; i < Items; i++)
        {
            _users[i] = $"u{i:0000000}";
            _pages[i] = $"/catalogue/page-{Math.Min(100_000, (int)(1 / (1 - random.NextDouble())))}.html";
            _dense.Add(_users[i]);
            _other.Add(i);
            _top.Add(_pages[i]);
        }

        for (var i = 0; i < 1_000; i++)
        {
            _sparse.Add(_users[i]);
        }
    }

    /// <summary>A user into a large count.</summary>
    [Benchmark]
    public DistinctCounter AddToDense() => _dense.Add(_users[Next(Items)]);

    /// <summary>A user into a small count that has it.</summary>
    [Benchmark]
    public DistinctCounter AddToSparse() => _sparse.Add(_users[Next(1_000)]);

    /// <summary>A large count read.</summary>
    [Benchmark]
    public long EstimateDense() => _dense.Estimate();

    /// <summary>Two large counts merged.</summary>
    [Benchmark]
    public DistinctCounter MergeDense() => _dense.Merge(_other);

    /// <summary>A page into a full counter of 1,000 pages; some are new.</summary>
    [Benchmark]
    public TopCounter<string> AddToTop() => _top.Add(_pages[Next(Items)]);

    private int Next(int count) => _next = (_next + 1) % count;
}
