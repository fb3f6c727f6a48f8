using ClickstreamAnalysis.State.Databases;
using Streamiz.Kafka.Net.Crosscutting;
using Streamiz.Kafka.Net.State.Enumerator;

namespace ClickstreamAnalysis.Streamiz.Stores;

/// <summary>Enumerates rows of a table in a Streamiz store, as of its creation.</summary>
internal sealed class StreamizCursor : StateCursor
{
    private readonly IKeyValueEnumerator<Bytes, byte[]?> _rows;
    private readonly byte[] _toExclusive;
    private byte[] _key = [];
    private byte[] _value = [];
    private bool _isDisposed;

    public StreamizCursor(IStreamizRows store, Bytes from, Bytes toExclusive)
    {
        _toExclusive = toExclusive.Get;
        _rows = store.Range(from, toExclusive);
    }

    public override ReadOnlySpan<byte> Key => _key.AsSpan(1);

    public override ReadOnlySpan<byte> Value => _value;

    public override bool MoveNext()
    {
        // The end of a range of Streamiz is inclusive.
        if (!_rows.MoveNext() || _rows.Current is not { } row || row.Key.Get.AsSpan().SequenceCompareTo(_toExclusive) >= 0)
        {
            return false;
        }

        _key = row.Key.Get;
        _value = row.Value!;
        return true;
    }

    public override void Dispose()
    {
        // Streamiz throws at a second call.
        if (!_isDisposed)
        {
            _isDisposed = true;
            _rows.Dispose();
        }
    }
}
