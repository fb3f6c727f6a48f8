using System.Buffers;

namespace ClickstreamAnalysis.Queries;

/// <summary>Serializes keys of questions.</summary>
internal static class KeyBytes
{
    public static byte[] Of<TKey>(ISerde<TKey> serde, TKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        var bytes = new ArrayBufferWriter<byte>(64);
        serde.Serialize(in key, bytes);
        return bytes.WrittenSpan.ToArray();
    }
}
