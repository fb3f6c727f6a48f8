using BenchmarkDotNet.Attributes;
using ClickstreamAnalysis.Benchmarks.Clicks;
using ClickstreamAnalysis.State.Databases.Memory;
using ClickstreamAnalysis.State.Tables;

namespace ClickstreamAnalysis.Benchmarks.Micro;

/// <summary>The live table, by how many keys it holds. Keys are asked for in an order that no cache foresees.</summary>
[MemoryDiagnoser]
public class TableBenchmarks
{
    private const int Asked = 1 << 18;

    private readonly string[] _known = new string[Asked];
    private readonly string[] _unknown = new string[Asked];
    private ExpiringTable<string, long>? _table;
    private int _next;

    /// <summary>Keys in the table.</summary>
    [Params(10_000, 1_000_000, 10_000_000)]
    public int Keys { get; set; }

    /// <summary>Fills the table, and chooses what to ask for.</summary>
    [GlobalSetup]
    public void SetUp()
    {
        _table = new ExpiringTable<string, long>("table", Serdes.Utf8, Serdes.Int64, new StoreContext(new MemoryStateDatabase(), 0));
        for (var key = 0; key < Keys; key++)
        {
            _table.Add(ClickJson.UserOf(key), 1, dueMs: 1_000 + key);
        }

        var random = new SeededRandom(1);
        for (var i = 0; i < Asked; i++)
        {
            _known[i] = ClickJson.UserOf(random.Next(Keys));
            _unknown[i] = ClickJson.UserOf(Keys + random.Next(Keys));
        }
    }

    /// <summary>Finds an entry, changes it and says so.</summary>
    [Benchmark]
    public long FindAndTouch()
    {
        var entry = _table!.Find(_known[Next()])!;
        _table.Touch(entry, entry.DueMs + 1);
        return ++entry.State;
    }

    /// <summary>Asks for a key that is not there, when every row is in memory.</summary>
    [Benchmark]
    public bool Miss() => _table!.Find(_unknown[Next()]) is null;

    private int Next() => _next = (_next + 1) & (Asked - 1);
}
