using System.Buffers;
using ClickstreamAnalysis.Serialization;

namespace ClickstreamAnalysis.Windows.Partials;

/// <summary>
/// Writes a partial result: format, start of the last window (as a multiple of the advance), number of windows, number of events, and the
/// aggregate, which takes the rest. About 8 bytes and the aggregate.
/// </summary>
internal sealed class WindowPartialSerde<TAggregate>(ISerde<TAggregate> valueSerde, WindowTimes times) : ISerde<WindowPartial<TAggregate>>, IPreparedSerde
{
    private const byte Format = 1;

    // Times beyond this overflow when a size and a grace are added to them.
    private const long MostMs = long.MaxValue / 4;

    public string Name => $"partial window of {valueSerde.Name}, {times.SizeMs} ms by {times.AdvanceMs} ms";

    public ValueTask PrepareAsync(SerdeUse use, CancellationToken cancellationToken) => PreparedSerde.PrepareAsync(valueSerde, use, cancellationToken);

    public WindowPartial<TAggregate> Deserialize(ReadOnlySpan<byte> bytes)
    {
        var reader = new RowReader(bytes);
        if (reader.ReadByte() is var format && format != Format)
        {
            throw new SerdeException("unknown-format", $"A partial window has format {format}, and this version reads {Format}: use the version that wrote it.");
        }

        var start = reader.ReadSigned();
        var windows = reader.ReadInt32();
        var events = reader.ReadInt64();
        if (start < -MostMs / times.AdvanceMs || start > MostMs / times.AdvanceMs || windows < 1 || windows > times.MaxCount || events < 1)
        {
            throw RowReader.Damaged();
        }

        return new(start * times.AdvanceMs, windows, events, valueSerde.Deserialize(bytes[reader.Position..]));
    }

    public void Serialize(in WindowPartial<TAggregate> value, IBufferWriter<byte> destination)
    {
        destination.WriteByte(Format);
        destination.WriteSigned(value.LastStartMs / times.AdvanceMs);
        destination.WriteNumber((ulong)value.Windows);
        destination.WriteNumber((ulong)value.Events);
        valueSerde.Serialize(value.Value, destination);
    }
}
