using System.Buffers;
using ClickstreamAnalysis.Serialization;

namespace ClickstreamAnalysis.Funnels.Rules;

/// <summary>Writes a tally: format, number of cells of the layout, then each cell that is not zero with its distance from the one before.</summary>
internal sealed class FunnelTallySerde(TallyLayout layout) : ISerde<FunnelTally>
{
    private const byte Format = 2;

    public string Name => $"funnel-tally-{layout.Form}";

    public FunnelTally Deserialize(ReadOnlySpan<byte> bytes)
    {
        var reader = new RowReader(bytes);
        if (reader.ReadByte() is var format && format != Format)
        {
            throw new SerdeException("unknown-format", $"The counts of a funnel have format {format}, and this version reads {Format}: use the version that wrote them.");
        }

        if (reader.ReadInt32() != layout.Cells)
        {
            throw new SerdeException("other-funnel", "The counts of a funnel are for other steps or values than it has now: give the changed funnel another name.");
        }

        var tally = new FunnelTally();
        var cell = 0;
        for (var left = reader.ReadCount(); left > 0; left--)
        {
            var distance = reader.ReadInt32();
            if (distance >= layout.Cells - cell)
            {
                throw RowReader.Damaged();
            }

            cell += distance;
            tally.Add(cell, reader.ReadSigned());
        }

        reader.End();
        return tally;
    }

    public void Serialize(in FunnelTally value, IBufferWriter<byte> destination)
    {
        destination.WriteByte(Format);
        destination.WriteNumber((ulong)layout.Cells);
        destination.WriteNumber((ulong)value.Count);
        var last = 0;
        foreach (var (cell, count) in value.Cells)
        {
            destination.WriteNumber((ulong)(cell - last));
            destination.WriteSigned(count);
            last = cell;
        }
    }
}
