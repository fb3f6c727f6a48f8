using System.Buffers;
using ClickstreamAnalysis.State.Rows;

namespace ClickstreamAnalysis.State;

/// <summary>
/// The bytes of a session store's keys: the framed key (<see cref="KeyFrame"/>), then the end, then the start
/// (<see cref="TimeBytes"/>). Within one key the order of bytes is the order of ends, so that a scan can begin at the earliest end in
/// question. Belongs to one store: not thread-safe.
/// </summary>
internal sealed class SessionKeySchema<TKey>(ISerde<TKey> keySerde) : ISerde<SessionKey<TKey>>
    where TKey : notnull
{
    private readonly RowBuffer _scratch = new();

    public void Serialize(in SessionKey<TKey> value, IBufferWriter<byte> destination) =>
        Write(value.Key, value.Session.EndMs, value.Session.StartMs, destination);

    public SessionKey<TKey> Deserialize(ReadOnlySpan<byte> bytes)
    {
        var key = keySerde.Deserialize(KeyFrame.Read(bytes, 2 * TimeBytes.Length, out var rest));
        var (startMs, endMs) = (TimeBytes.Read(rest[TimeBytes.Length..]), TimeBytes.Read(rest));
        return startMs <= endMs
            ? new SessionKey<TKey>(key, new SessionWindow(startMs, endMs))
            : throw new SerdeException("damaged-key", "A session store's key has an end before its start.");
    }

    /// <summary>The first possible key of a session that ends at or after this time.</summary>
    public byte[] FirstEndingAt(TKey key, long endMs)
    {
        var buffer = new RowBuffer();
        Write(key, endMs, long.MinValue, buffer);
        return buffer.Written.ToArray();
    }

    /// <summary>The upper bound of a key's sessions; exclusive.</summary>
    public byte[] AfterLast(TKey key)
    {
        var buffer = new RowBuffer();
        Write(key, long.MaxValue, long.MaxValue, buffer);
        buffer.Append([0]);
        return buffer.Written.ToArray();
    }

    private void Write(TKey key, long endMs, long startMs, IBufferWriter<byte> destination)
    {
        KeyFrame.Write(key, keySerde, _scratch, destination);
        var times = destination.GetSpan(2 * TimeBytes.Length);
        TimeBytes.Write(times, endMs);
        TimeBytes.Write(times[TimeBytes.Length..], startMs);
        destination.Advance(2 * TimeBytes.Length);
    }
}
