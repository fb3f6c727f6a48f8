using System.Buffers.Text;
using ClickstreamAnalysis.Benchmarks.Clicks;
using ClickstreamAnalysis.Logs;

namespace ClickstreamAnalysis.Benchmarks.Micro;

/// <summary>The generated clicks as records of a log, over and over, in a time that always goes on.</summary>
internal sealed class MicroClicks
{
    public const string Topic = "clicks";

    private const int TimestampDigits = 13;

    private readonly byte[][] _keys;
    private readonly byte[][] _values;
    private readonly int[] _timestampAt;
    private readonly long[] _timestampsMs;
    private readonly long _spanMs;
    private long _produced;

    public MicroClicks(int count, ClickShape? shape = null)
    {
        _keys = new byte[count][];
        _values = new byte[count][];
        _timestampAt = new int[count];
        _timestampsMs = new long[count];
        _spanMs = count * (shape ?? new ClickShape()).StepMicroseconds / 1_000;
        var generator = new ClickGenerator(seed: 1, shape);
        var buffer = new byte[ClickJson.MaxBytes];
        for (var i = 0; i < count; i++)
        {
            var click = generator.Next();
            _keys[i] = buffer[..ClickJson.WriteKey(in click, buffer)];
            _values[i] = buffer[..ClickJson.WriteValue(in click, buffer)];
            _timestampAt[i] = _values[i].AsSpan().IndexOf("\"ts\":"u8) + "\"ts\":"u8.Length;
            _timestampsMs[i] = click.TimestampMs;
        }
    }

    /// <summary>The next record; good until the one after.</summary>
    public RawRecord Next()
    {
        var i = (int)(_produced % _keys.Length);
        var timestampMs = _timestampsMs[i] + (_produced / _keys.Length * _spanMs);
        var value = _values[i];
        Utf8Formatter.TryFormat(timestampMs, value.AsSpan(_timestampAt[i], TimestampDigits), out _);
        return new RawRecord(Topic, 0, _produced++, timestampMs, _keys[i], hasKey: true, value, hasValue: true);
    }
}
