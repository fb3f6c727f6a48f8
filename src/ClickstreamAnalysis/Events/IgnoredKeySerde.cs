using System.Buffers;

namespace ClickstreamAnalysis.Events;

/// <summary>Ignores the bytes of the key.</summary>
internal sealed class IgnoredKeySerde : ISerde<object?>
{
    public static readonly IgnoredKeySerde Instance = new();

    public void Serialize(in object? value, IBufferWriter<byte> destination) => throw new NotSupportedException("Keys that were not read cannot be written.");

    public object? Deserialize(ReadOnlySpan<byte> bytes) => null;
}
