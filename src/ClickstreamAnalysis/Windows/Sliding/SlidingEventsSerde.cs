using System.Buffers;
using ClickstreamAnalysis.Serialization;

namespace ClickstreamAnalysis.Windows.Sliding;

/// <summary>
/// Writes the row of a key: format, the last moment up to which windows are closed, number of times, and for each the difference to the one
/// before and the aggregate.
/// </summary>
internal sealed class SlidingEventsSerde<TAggregate>(ISerde<TAggregate> valueSerde) : ISerde<SlidingEvents<TAggregate>>, IPreparedSerde
{
    private const byte Format = 1;

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? s_value;

    public string Name => $"sliding events of {valueSerde.Name}";

    public ValueTask PrepareAsync(SerdeUse use, CancellationToken cancellationToken) => PreparedSerde.PrepareAsync(valueSerde, use, cancellationToken);

    public SlidingEvents<TAggregate> Deserialize(ReadOnlySpan<byte> bytes)
    {
        var reader = new RowReader(bytes);
        if (reader.ReadByte() is var format && format != Format)
        {
            throw new SerdeException("unknown-format", $"A row of sliding windows has format {format}, and this version reads {Format}: use the version that wrote it.");
        }

        var events = new SlidingEvents<TAggregate> { ClosedUpToMs = reader.ReadSigned() };
        var timeMs = 0L;
        for (var left = reader.ReadCount(); left > 0; left--)
        {
            var differenceMs = reader.ReadSigned();
            if (events.All.Length > 0 && (differenceMs <= 0 || differenceMs > long.MaxValue - Math.Max(0, timeMs)))
            {
                throw RowReader.Damaged(); // times are written in order
            }

            timeMs += differenceMs;
            events.Set(timeMs, valueSerde.Deserialize(reader.ReadBytes()));
        }

        reader.End();
        events.TakeChanges();
        return events;
    }

    public void Serialize(in SlidingEvents<TAggregate> value, IBufferWriter<byte> destination)
    {
        destination.WriteByte(Format);
        destination.WriteSigned(value.ClosedUpToMs);
        destination.WriteNumber((ulong)value.All.Length);
        var aside = s_value ??= new ArrayBufferWriter<byte>();
        var lastMs = 0L;
        foreach (ref readonly var slot in value.All)
        {
            destination.WriteSigned(slot.TimestampMs - lastMs);
            lastMs = slot.TimestampMs;
            aside.ResetWrittenCount();
            valueSerde.Serialize(in slot.Value, aside);
            destination.WriteBytes(aside.WrittenSpan);
        }
    }
}
