using System.Buffers;
using System.Runtime.InteropServices;
using ClickstreamAnalysis.Serialization;

namespace ClickstreamAnalysis.Sketches;

/// <summary>
/// Writes a top counter: format, capacity, total and number of keys, and for each key from the lowest count to the highest the difference to
/// the count before, the error, and the key with its length.
/// </summary>
internal sealed class TopCounterSerde<TKey>(ISerde<TKey> keySerde) : ISerde<TopCounter<TKey>>
    where TKey : notnull
{
    private const byte Format = 1;

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? s_key;

    // For the entries of one counter; empty in between.
    [ThreadStatic]
    private static List<TopCounterEntry<TKey>>? s_entries;

    public string Name => $"top counter of {keySerde.Name}";

    public TopCounter<TKey> Deserialize(ReadOnlySpan<byte> bytes)
    {
        var entries = s_entries ??= [];
        try
        {
            return Deserialize(new RowReader(bytes), entries);
        }
        finally
        {
            // Keys would be kept alive.
            entries.Clear();
        }
    }

    public void Serialize(in TopCounter<TKey> value, IBufferWriter<byte> destination)
    {
        ArgumentNullException.ThrowIfNull(value);
        ArgumentNullException.ThrowIfNull(destination);
        var entries = s_entries ??= [];
        value.AddSortedTo(entries);
        try
        {
            destination.WriteByte(Format);
            destination.WriteNumber((ulong)value.Capacity);
            destination.WriteNumber((ulong)value.Total);
            destination.WriteNumber((ulong)entries.Count);
            WriteEntries(CollectionsMarshal.AsSpan(entries), destination);
        }
        finally
        {
            entries.Clear();
        }
    }

    private TopCounter<TKey> Deserialize(RowReader reader, List<TopCounterEntry<TKey>> entries)
    {
        if (reader.ReadByte() is var format && format != Format)
        {
            throw new SerdeException("unknown-format", $"A top counter has format {format}, and this version reads {Format}: use the version that wrote it.");
        }

        var capacity = reader.ReadInt32();
        var total = reader.ReadInt64();
        var count = reader.ReadCount();
        if (capacity is < 1 or > TopCounter.MaxCapacity || count > capacity)
        {
            throw RowReader.Damaged();
        }

        var left = total;
        var last = 0L;
        for (var i = 0; i < count; i++)
        {
            var more = reader.ReadInt64();
            if (more > long.MaxValue - last || last + more > left)
            {
                throw RowReader.Damaged(); // the counts are at most the total
            }

            last += more;
            left -= last;
            var error = reader.ReadInt64();
            if (error >= last || (error > 0 && count < capacity))
            {
                throw RowReader.Damaged(); // counts are exact until the capacity is reached
            }

            entries.Add(new(keySerde.Deserialize(reader.ReadBytes()), last, error, i));
        }

        reader.End();
        if (left > 0 && count < capacity)
        {
            throw RowReader.Damaged();
        }

        return TopCounter<TKey>.Restore(capacity, total, CollectionsMarshal.AsSpan(entries)) ?? throw RowReader.Damaged();
    }

    private void WriteEntries(ReadOnlySpan<TopCounterEntry<TKey>> entries, IBufferWriter<byte> destination)
    {
        var aside = s_key ??= new ArrayBufferWriter<byte>();
        var last = 0L;
        foreach (ref readonly var entry in entries)
        {
            destination.WriteNumber((ulong)(entry.Count - last));
            destination.WriteNumber((ulong)entry.Error);
            last = entry.Count;
            aside.ResetWrittenCount();
            keySerde.Serialize(entry.Key, aside);
            destination.WriteBytes(aside.WrittenSpan);
        }
    }
}
