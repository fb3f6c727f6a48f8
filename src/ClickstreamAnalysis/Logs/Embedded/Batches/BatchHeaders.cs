using System.Collections;
using System.Text;

namespace ClickstreamAnalysis.Logs.Embedded.Batches;

/// <summary>The headers of the current record, decoded on access because most records' headers are never read.</summary>
internal sealed class BatchHeaders : IReadOnlyList<RecordHeader>
{
    private byte[] _buffer = [];
    private int _position;
    private RecordHeader[]? _decoded;

    public int Count { get; private set; }

    public RecordHeader this[int index] => Decoded[index];

    private RecordHeader[] Decoded => _decoded ??= Decode();

    /// <summary>Switches to the headers of a record, which are already validated.</summary>
    /// <param name="buffer">The batch.</param>
    /// <param name="position">The position of the first header.</param>
    /// <param name="count">The number of headers.</param>
    public void Follow(byte[] buffer, int position, int count)
    {
        _buffer = buffer;
        _position = position;
        _decoded = null;
        Count = count;
    }

    public IEnumerator<RecordHeader> GetEnumerator() => ((IEnumerable<RecordHeader>)Decoded).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private RecordHeader[] Decode()
    {
        ReadOnlySpan<byte> source = _buffer;
        var position = _position;
        var decoded = new RecordHeader[Count];
        for (var i = 0; i < decoded.Length; i++)
        {
            var name = Encoding.UTF8.GetString(BatchReader.ReadName(source, ref position));
            var value = BatchReader.ReadBytes(source, ref position, out var hasValue);
            decoded[i] = new RecordHeader(name, hasValue ? value.ToArray() : null);
        }

        return decoded;
    }
}
