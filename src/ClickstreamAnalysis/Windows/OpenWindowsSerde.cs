using System.Buffers;
using ClickstreamAnalysis.Serialization;

namespace ClickstreamAnalysis.Windows;

/// <summary>
/// Writes the row of a key: format, number of windows, and for each its start (as the difference to the one before) and its value.
/// </summary>
internal sealed class OpenWindowsSerde<TAggregate>(ISerde<TAggregate> valueSerde) : ISerde<OpenWindows<TAggregate>>, IPreparedSerde
{
    private const byte Format = 1;

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? s_value;

    public string Name => $"open windows of {valueSerde.Name}";

    public ValueTask PrepareAsync(SerdeUse use, CancellationToken cancellationToken) => PreparedSerde.PrepareAsync(valueSerde, use, cancellationToken);

    public OpenWindows<TAggregate> Deserialize(ReadOnlySpan<byte> bytes)
    {
        var reader = new RowReader(bytes);
        if (reader.ReadByte() is var format && format != Format)
        {
            throw new SerdeException("unknown-format", $"A row of windows has format {format}, and this version reads {Format}: use the version that wrote it.");
        }

        var windows = new OpenWindows<TAggregate>();
        var startMs = 0L;
        for (var left = reader.ReadCount(); left > 0; left--)
        {
            var differenceMs = reader.ReadSigned();
            if (windows.All.Length > 0 && (differenceMs <= 0 || differenceMs > long.MaxValue - Math.Max(0, startMs)))
            {
                throw RowReader.Damaged(); // windows are written in the order of their starts
            }

            startMs += differenceMs;
            windows.At(startMs).Value = valueSerde.Deserialize(reader.ReadBytes());
        }

        reader.End();
        return windows;
    }

    public void Serialize(in OpenWindows<TAggregate> value, IBufferWriter<byte> destination)
    {
        destination.WriteByte(Format);
        destination.WriteNumber((ulong)value.All.Length);
        var aside = s_value ??= new ArrayBufferWriter<byte>();
        var lastMs = 0L;
        foreach (ref readonly var window in value.All)
        {
            destination.WriteSigned(window.StartMs - lastMs);
            lastMs = window.StartMs;
            aside.ResetWrittenCount();
            valueSerde.Serialize(in window.Value, aside);
            destination.WriteBytes(aside.WrittenSpan);
        }
    }
}
