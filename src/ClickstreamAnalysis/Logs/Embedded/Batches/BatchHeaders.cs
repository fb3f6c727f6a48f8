using System.Collections;
using System.Text;

namespace ClickstreamAnalysis.Logs.Embedded.Batches;

/// <summary>The headers of the record that was read last: decoded when somebody looks, never for most records.</summary>
internal sealed class BatchHeaders : IReadOnlyList<RecordHeader>
{
    private byte[] _buffer = [];
    private int _position;
    private RecordHeader[]? _decoded;

    public int Count { get; private set; }

    public RecordHeader this[int index] => Decoded[index];

    private RecordHeader[] Decoded => _decoded ??= Decode();

    /// <summary>Follows the headers of a record, which were found complete.</summary>
    /// <param name="buffer">The batch.</param>
    /// <param name="position">Where the first header begins.</param>
    /// <param name="count">How many there are.</param>
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
