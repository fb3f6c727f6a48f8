using System.Buffers;
using BenchmarkDotNet.Attributes;
using ClickstreamAnalysis.Benchmarks.Clicks;
using ClickstreamAnalysis.Sessions;

namespace ClickstreamAnalysis.Benchmarks.Micro;

/// <summary>Bytes to objects and back: what every click costs, what every commit and every closed session.</summary>
[MemoryDiagnoser]
public class SerdeBenchmarks
{
    private static readonly ClickSessionAggregator s_aggregator = new(ClickFactRules.Default);

    private const int Clicks = 1_000;

    private readonly byte[][] _keys = new byte[Clicks][];
    private readonly byte[][] _values = new byte[Clicks][];
    private readonly ClickEventSerde _usedFields = new(ClickFields.Page | ClickFields.Referrer | ClickFields.Campaign);
    private readonly ArrayBufferWriter<byte> _buffer = new(1024);
    private readonly OpenSessionsSerde<SessionFacts> _rows = new(SessionFactsSerde.Instance);
    private readonly OpenSessions<SessionFacts> _row = new();

    private ClickEvent _click;
    private SessionFacts _facts;
    private Session<string, SessionFacts> _session;
    private byte[] _rowBytes = [];
    private byte[] _sessionBytes = [];
    private int _next;

    /// <summary>Makes clicks, and a session of eight of them.</summary>
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
        }

        _click = _usedFields.Deserialize(_values[0]);
        _facts = s_aggregator.Create(RecordOf(in _click));
        for (var i = 1; i < 8; i++)
        {
            var click = _usedFields.Deserialize(_values[i]);
            s_aggregator.Add(ref _facts, RecordOf(in click));
        }

        var id = new SessionId(_click.TimestampMs, 0);
        ref var open = ref _row.Insert(0);
        (open.StartMs, open.EndMs, open.Id, open.EventCount, open.Revision, open.Aggregate) = (_click.TimestampMs, _click.TimestampMs + 400_000, id, 8, 8, _facts);
        _session = new() { Key = _click.User, Id = id, StartMs = open.StartMs, EndMs = open.EndMs, EventCount = 8, Revision = 9, Aggregate = _facts };
        _rowBytes = Written(_rows, _row);
        _sessionBytes = Written(ClickSessions.Serde, _session);
    }

    /// <summary>A click from its JSON, the fields that sessions need.</summary>
    [Benchmark]
    public long ParseClick() => _usedFields.Deserialize(_values[Next()]).TimestampMs;

    /// <summary>A click from its JSON, every field.</summary>
    [Benchmark]
    public long ParseWholeClick() => ClickEvent.Serde.Deserialize(_values[Next()]).TimestampMs;

    /// <summary>A user from the bytes of a key, through the pool of strings.</summary>
    [Benchmark]
    public string ParseKey() => Serdes.Utf8.Deserialize(_keys[Next()]);

    /// <summary>One more click into the facts of a session.</summary>
    [Benchmark]
    public long AddToSession()
    {
        s_aggregator.Add(ref _facts, RecordOf(in _click));
        return _facts.PageViews;
    }

    /// <summary>The row of a user with one open session, for the store and its changelog.</summary>
    [Benchmark]
    public int WriteSessionRow() => Write(_rows, _row);

    /// <summary>That row read back.</summary>
    [Benchmark]
    public int ReadSessionRow() => _rows.Deserialize(_rowBytes).Count;

    /// <summary>A closed session as JSON.</summary>
    [Benchmark]
    public int WriteClosedSession() => Write(ClickSessions.Serde, _session);

    /// <summary>That JSON read back.</summary>
    [Benchmark]
    public long ReadClosedSession() => ClickSessions.Serde.Deserialize(_sessionBytes).EventCount;

    private static byte[] Written<T>(ISerde<T> serde, in T value)
    {
        var buffer = new ArrayBufferWriter<byte>();
        serde.Serialize(in value, buffer);
        return buffer.WrittenSpan.ToArray();
    }

    private int Write<T>(ISerde<T> serde, in T value)
    {
        _buffer.ResetWrittenCount();
        serde.Serialize(in value, _buffer);
        return _buffer.WrittenCount;
    }

    private int Next() => _next = (_next + 1) % Clicks;

    private static Record<string, ClickEvent> RecordOf(in ClickEvent click) => new(click.User, click, click.TimestampMs);
}
