using System.Buffers;
using ClickstreamAnalysis.State.Rows;

namespace ClickstreamAnalysis.State;

/// <summary>
/// The bytes of a window store's keys: the framed key (<see cref="KeyFrame"/>), then the start (<see cref="TimeBytes"/>). Within
/// one key the order of bytes is the order of time. Belongs to one store: not thread-safe.
/// </summary>
internal sealed class WindowKeySchema<TKey>(ISerde<TKey> keySerde) : ISerde<WindowKey<TKey>>
    where TKey : notnull
{
    private readonly RowBuffer _scratch = new();

    public void Serialize(in WindowKey<TKey> value, IBufferWriter<byte> destination)
    {
        KeyFrame.Write(value.Key, keySerde, _scratch, destination);
        TimeBytes.Write(destination.GetSpan(TimeBytes.Length), value.StartMs);
        destination.Advance(TimeBytes.Length);
    }

    public WindowKey<TKey> Deserialize(ReadOnlySpan<byte> bytes)
    {
        var key = keySerde.Deserialize(KeyFrame.Read(bytes, TimeBytes.Length, out var rest));
        return new WindowKey<TKey>(key, TimeBytes.Read(rest));
    }
}
