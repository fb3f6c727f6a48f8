using System.Buffers;
using ClickstreamAnalysis.Serialization;

namespace ClickstreamAnalysis.Funnels;

/// <summary>The serde of entity counts by step, in the repartition topic and in the store of totals.</summary>
internal sealed class StepNumbersSerde(int steps) : ISerde<long[]>
{
    private const byte Format = 1;

    public long[] Deserialize(ReadOnlySpan<byte> bytes)
    {
        var reader = new RowReader(bytes);
        if (reader.ReadByte() is var format && format != Format)
        {
            throw new SerdeException("unknown-format", $"The step numbers of a funnel have format {format}, and this version reads {Format}: use the version that wrote them.");
        }

        if (reader.ReadByte() is var wasSteps && wasSteps != steps)
        {
            throw new SerdeException(
                "other-funnel", $"The step numbers of a funnel are for {wasSteps} steps, and the funnel has {steps} now: give the changed funnel another name.");
        }

        var numbers = new long[steps];
        foreach (ref var number in numbers.AsSpan())
        {
            number = reader.ReadSigned();
        }

        reader.End();
        return numbers;
    }

    public void Serialize(in long[] value, IBufferWriter<byte> destination)
    {
        destination.WriteByte(Format);
        destination.WriteByte((byte)steps);
        foreach (var number in value)
        {
            destination.WriteSigned(number);
        }
    }
}
