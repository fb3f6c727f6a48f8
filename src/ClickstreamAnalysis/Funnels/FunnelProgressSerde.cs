using System.Buffers;
using ClickstreamAnalysis.Serialization;

namespace ClickstreamAnalysis.Funnels;

/// <summary>
/// Writes the row of an entity: format, number of steps, attempts (entry, depth, times unless final), events (time, steps). Each time is
/// the difference to the one before.
/// </summary>
internal sealed class FunnelProgressSerde(int steps) : ISerde<FunnelProgress>
{
    private const byte Format = 1;
    private const byte FinalFlag = 0x80;

    public FunnelProgress Deserialize(ReadOnlySpan<byte> bytes)
    {
        var reader = new RowReader(bytes);
        if (reader.ReadByte() is var format && format != Format)
        {
            throw new SerdeException("unknown-format", $"A funnel's row has format {format}, and this version reads {Format}: use the version that wrote it.");
        }

        if (reader.ReadByte() is var wasSteps && wasSteps != steps)
        {
            throw new SerdeException(
                "other-funnel", $"A funnel's row was written for {wasSteps} steps, and the funnel has {steps} now: give the changed funnel another name.");
        }

        var progress = new FunnelProgress();
        var last = 0L;
        for (var attempts = reader.ReadCount(); attempts > 0; attempts--)
        {
            last = After(last, reader.ReadSigned());
            var entry = last;
            var depth = reader.ReadByte();
            var isFinal = (depth & FinalFlag) != 0;
            depth = (byte)(depth & ~FinalFlag);
            if (depth == 0 || depth > steps)
            {
                throw new SerdeException("damaged-row", "A funnel's row names a step that does not exist.");
            }

            progress.Attempts.Add(new(entry, depth, isFinal ? [] : ReadTimes(ref reader, entry, depth)));
        }

        for (var events = reader.ReadCount(); events > 0; events--)
        {
            last = After(last, reader.ReadSigned());
            var mask = reader.ReadNumber();
            if (mask == 0 || mask >= 1UL << steps || (progress.Events.Count > 0 && last < progress.Events.LastMs))
            {
                throw RowReader.Damaged();
            }

            progress.Events.Add(last, (uint)mask);
        }

        reader.End();
        return progress;
    }

    public void Serialize(in FunnelProgress value, IBufferWriter<byte> destination)
    {
        destination.WriteByte(Format);
        destination.WriteByte((byte)steps);
        destination.WriteNumber((ulong)value.Attempts.Count);
        var last = 0L;
        foreach (var attempt in value.Attempts)
        {
            destination.WriteSigned(attempt.EntryMs - last);
            last = attempt.EntryMs;
            destination.WriteByte((byte)(attempt.Depth | (attempt.IsFinal ? FinalFlag : 0)));
            for (var i = 1; i < attempt.StepTimesMs.Length; i++)
            {
                destination.WriteNumber((ulong)(attempt.StepTimesMs[i] - attempt.StepTimesMs[i - 1]));
            }
        }

        destination.WriteNumber((ulong)value.Events.Count);
        for (var i = 0; i < value.Events.Count; i++)
        {
            destination.WriteSigned(value.Events.TimeAt(i) - last);
            last = value.Events.TimeAt(i);
            destination.WriteNumber(value.Events.StepsAt(i));
        }
    }

    private static long After(long timeMs, long differenceMs)
    {
        var laterMs = unchecked(timeMs + differenceMs);
        return laterMs < timeMs == differenceMs < 0 ? laterMs : throw RowReader.Damaged();
    }

    private static long[] ReadTimes(ref RowReader reader, long entry, int depth)
    {
        var times = new long[depth];
        times[0] = entry;
        for (var i = 1; i < depth; i++)
        {
            times[i] = reader.ReadTimeAfter(times[i - 1]);
        }

        return times;
    }
}
