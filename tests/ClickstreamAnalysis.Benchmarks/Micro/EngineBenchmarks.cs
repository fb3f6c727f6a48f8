using BenchmarkDotNet.Attributes;
using ClickstreamAnalysis.Benchmarks.Clicks;
using ClickstreamAnalysis.Events;
using ClickstreamAnalysis.Serialization;
using ClickstreamAnalysis.Sessions;
using ClickstreamAnalysis.State;
using ClickstreamAnalysis.State.Memory;

namespace ClickstreamAnalysis.Benchmarks.Micro;

/// <summary>The steps that every in-order click takes, one by one, with what they allocate.</summary>
[ShortRunJob]
[MemoryDiagnoser]
public class EngineBenchmarks
{
    private const int Clicks = 1_000;

    private readonly byte[][] _keys = new byte[Clicks][];
    private readonly byte[][] _values = new byte[Clicks][];
    private readonly string[] _users = new string[Clicks];
    private readonly ClickEventSerde _serde = new(ClickFields.Page | ClickFields.Referrer | ClickFields.Campaign);
    private readonly ExpiringTable<string, long> _table = (ExpiringTable<string, long>)new ExpiringTableBuilder<string, long>(
        "table", Serdes.Utf8, Serdes.Int64).Create(new StoreContext(new MemoryStateDatabase(), 0));

    private ClickEvent _click;
    private SessionFacts _facts;
    private int _next;

    /// <summary>Makes clicks, and a table that knows their users.</summary>
    [GlobalSetup]
    public void SetUp()
    {
        var generator = new ClickGenerator(seed: 1);
        var buffer = new byte[ClickJson.MaxBytes];
        for (var i = 0; i < Clicks; i++)
        {
            var click = generator.Next();
            _keys[i] = buffer[..ClickJson.WriteKey(in click, buffer)];
            _values[i] = buffer[..ClickJson.WriteValue(in click, buffer)];
            _users[i] = Serdes.Utf8.Deserialize(_keys[i]);
            if (_table.Find(_users[i]) is null)
            {
                _table.Add(_users[i], 1, 1_000);
            }
        }

        _click = _serde.Deserialize(_values[0]);
        _facts = ClickSessionAggregator.Instance.Create(in _click, _click.TimestampMs);
    }

    /// <summary>Reads a click from its JSON.</summary>
    [Benchmark]
    public long ParseClick() => _serde.Deserialize(_values[Next()]).TimestampMs;

    /// <summary>Reads a user from the bytes of a key, through the pool of strings.</summary>
    [Benchmark]
    public string ParseKey() => Serdes.Utf8.Deserialize(_keys[Next()]);

    /// <summary>Finds a user's entry in the live table and marks it as changed.</summary>
    [Benchmark]
    public long FindAndTouch()
    {
        var entry = _table.Find(_users[Next()])!;
        _table.Touch(entry, entry.DueMs + 1);
        return ++entry.State;
    }

    /// <summary>Takes one more click into the facts of a session.</summary>
    [Benchmark]
    public long AddToSession()
    {
        ClickSessionAggregator.Instance.Add(ref _facts, in _click, _click.TimestampMs);
        return _facts.PageViews;
    }

    private int Next() => _next = (_next + 1) % Clicks;
}
