using System.Buffers;
using BenchmarkDotNet.Attributes;
using ClickstreamAnalysis.Benchmarks.Clicks;
using ClickstreamAnalysis.Events;
using ClickstreamAnalysis.Serialization;
using ClickstreamAnalysis.State;
using ClickstreamAnalysis.State.Memory;

namespace ClickstreamAnalysis.Benchmarks.Micro;

/// <summary>The steps that every in-order event takes.</summary>
[ShortRunJob]
[MemoryDiagnoser]
public class EngineBenchmarks
{
    private readonly byte[][] _values = new byte[1_000][];
    private readonly string[] _users = new string[1_000];
    private readonly ClickEventSerde _serde = new(ClickFields.Page | ClickFields.Referrer | ClickFields.Campaign);
    private ExpiringTable<string, long> _table = null!;
    private int _next;

    /// <summary>Makes 1,000 clicks and a table that knows their users.</summary>
    [GlobalSetup]
    public void SetUp()
    {
        var generator = new ClickGenerator(seed: 1);
        var key = new ArrayBufferWriter<byte>();
        var value = new ArrayBufferWriter<byte>();
        _table = (ExpiringTable<string, long>)new ExpiringTableBuilder<string, long>("table", Serdes.Utf8, Serdes.Int64)
            .Create(new StoreContext(new MemoryStateDatabase(), 0));
        for (var i = 0; i < _values.Length; i++)
        {
            generator.Next(key, value);
            _values[i] = value.WrittenSpan.ToArray();
            _users[i] = Serdes.Utf8.Deserialize(key.WrittenSpan);
            if (_table.Find(_users[i]) is null)
            {
                _table.Add(_users[i], 1, 1_000);
            }
        }
    }

    /// <summary>Reads a click from its JSON.</summary>
    [Benchmark]
    public ClickEvent ParseClick() => _serde.Deserialize(_values[_next++ % _values.Length]);

    /// <summary>Reads a user from the key's bytes, through the pool.</summary>
    [Benchmark]
    public long FindAndTouch()
    {
        var entry = _table.Find(_users[_next++ % _users.Length])!;
        _table.Touch(entry, entry.DueMs + 1);
        return ++entry.State;
    }
}
