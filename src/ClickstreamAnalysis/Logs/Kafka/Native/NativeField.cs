using System.Runtime.InteropServices;

namespace ClickstreamAnalysis.Logs.Kafka.Native;

/// <summary>One field of a record to produce: the native client's rd_kafka_vu_t.</summary>
[StructLayout(LayoutKind.Explicit, Size = 72)]
internal struct NativeField
{
    public const int CopyFlag = 2;

    [FieldOffset(0)]
    private int _kind;

    [FieldOffset(8)]
    private long _number;

    [FieldOffset(8)]
    private nint _pointer;

    [FieldOffset(16)]
    private nuint _length;

    public static NativeField Topic(nint topic) => new() { _kind = 2, _pointer = topic };

    public static NativeField Partition(int partition) => new() { _kind = 3, _number = (uint)partition };

    public static NativeField Value(nint bytes, int length) => new() { _kind = 4, _pointer = bytes, _length = (nuint)length };

    public static NativeField Key(nint bytes, int length) => new() { _kind = 5, _pointer = bytes, _length = (nuint)length };

    /// <summary>A number that is returned in the delivery report.</summary>
    public static NativeField Tag(nint number) => new() { _kind = 6, _pointer = number };

    public static NativeField Flags(int flags) => new() { _kind = 7, _number = flags };

    public static NativeField Timestamp(long timestampMs) => new() { _kind = 8, _number = timestampMs };

    public static NativeField Headers(nint headers) => new() { _kind = 10, _pointer = headers };
}
