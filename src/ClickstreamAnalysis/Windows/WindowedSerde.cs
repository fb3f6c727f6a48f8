using System.Buffers;
using System.Buffers.Binary;
using ClickstreamAnalysis.Serialization;

namespace ClickstreamAnalysis;

/// <summary>
/// Compact serde for keys of windows of one size: the key's bytes, followed by the window's start in eight bytes, big endian, as Apache
/// Kafka's clients write them. Thread-safe.
/// </summary>
/// <typeparam name="TKey">Type of the keys.</typeparam>
public sealed class WindowedSerde<TKey> : ISerde<Windowed<TKey>>, IPreparedSerde
{
    private readonly ISerde<TKey> _keySerde;
    private readonly long _sizeMs;

    /// <summary>Creates the serde.</summary>
    /// <param name="keySerde">Reads and writes keys.</param>
    /// <param name="size">The size of the windows, which is not serialized; at least one millisecond.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="size"/> is shorter than a millisecond.</exception>
    public WindowedSerde(ISerde<TKey> keySerde, TimeSpan size)
    {
        ArgumentNullException.ThrowIfNull(keySerde);
        ArgumentOutOfRangeException.ThrowIfLessThan(size, TimeSpan.FromMilliseconds(1));
        _keySerde = keySerde;
        _sizeMs = size.Ticks / TimeSpan.TicksPerMillisecond;
    }

    /// <inheritdoc/>
    public string Name => $"windowed {_keySerde.Name}";

    /// <inheritdoc/>
    public ValueTask PrepareAsync(SerdeUse use, CancellationToken cancellationToken) => PreparedSerde.PrepareAsync(_keySerde, use, cancellationToken);

    /// <inheritdoc/>
    public Windowed<TKey> Deserialize(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < sizeof(long))
        {
            throw new SerdeException("wrong-length", $"The key of a window ends with eight bytes for its start, and these are {bytes.Length} bytes.");
        }

        var startMs = BinaryPrimitives.ReadInt64BigEndian(bytes[^sizeof(long)..]);
        return startMs <= long.MaxValue - _sizeMs
            ? new(_keySerde.Deserialize(bytes[..^sizeof(long)]), startMs, startMs + _sizeMs)
            : throw new SerdeException("invalid-time", "The key of a window must end with its start, and these bytes are not a valid time.");
    }

    /// <inheritdoc/>
    public void Serialize(in Windowed<TKey> value, IBufferWriter<byte> destination)
    {
        ArgumentNullException.ThrowIfNull(destination);
        if (value.EndMs - value.StartMs != _sizeMs)
        {
            throw new SerdeException(
                "wrong-window-size",
                $"This serde writes windows of {_sizeMs} ms without their end, and the key has one of {value.EndMs - value.StartMs} ms: use a serde of that size.");
        }

        _keySerde.Serialize(value.Key, destination);
        BinaryPrimitives.WriteInt64BigEndian(destination.GetSpan(sizeof(long)), value.StartMs);
        destination.Advance(sizeof(long));
    }
}
