using System.Runtime.InteropServices;

namespace ClickstreamAnalysis.Logs.Kafka.Native;

/// <summary>A message in the native client's memory: its public rd_kafka_message_t.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct NativeMessage
{
    public readonly int Error;
    public readonly nint Topic;
    public readonly int Partition;
    public readonly nint Value;
    public readonly nuint ValueLength;
    public readonly nint Key;
    public readonly nuint KeyLength;
    public readonly long Offset;
    public readonly nint Private;
}
