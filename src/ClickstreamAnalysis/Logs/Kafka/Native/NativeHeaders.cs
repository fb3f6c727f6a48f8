using System.Collections;
using System.Runtime.InteropServices;
using System.Text;

namespace ClickstreamAnalysis.Logs.Kafka.Native;

/// <summary>The headers of the current record. They are decoded on access, which most records never need.</summary>
internal sealed unsafe class NativeHeaders : IReadOnlyList<RecordHeader>
{
    private NativeMessage* _message;
    private List<RecordHeader>? _decoded;

    public int Count => Decoded.Count;

    public RecordHeader this[int index] => Decoded[index];

    private List<RecordHeader> Decoded => _decoded ??= Decode();

    /// <summary>Sets the current message; null once it is destroyed.</summary>
    public void Follow(NativeMessage* message)
    {
        _message = message;
        _decoded = null;
    }

    public IEnumerator<RecordHeader> GetEnumerator() => Decoded.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private List<RecordHeader> Decode()
    {
        if (_message is null)
        {
            throw new InvalidOperationException("The headers of a record are valid only during the call that passes the record: copy the ones to keep.");
        }

        var decoded = new List<RecordHeader>();
        if (NativeClient.MessageHeaders(_message, out var headers) == 0)
        {
            while (NativeClient.HeaderGetAll(headers, (nuint)decoded.Count, out var name, out var value, out var length) == 0)
            {
                var text = Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(name));
                decoded.Add(new RecordHeader(text, value == null ? null : new ReadOnlySpan<byte>(value, (int)length).ToArray()));
            }
        }

        return decoded;
    }
}
