using System.Buffers;
using System.Numerics;
using ClickstreamAnalysis.Serialization;

namespace ClickstreamAnalysis.Funnels.Rules;

/// <summary>
/// Writes the row of an entity: format, number of steps, first entry, events, closed attempts, what counts unless that is the same, blocks. Each time is the
/// difference to the one before.
/// </summary>
internal sealed class RuledProgressSerde(RuledFunnel funnel) : ISerde<RuledProgress>
{
    private const byte Format = 1;
    private const byte FinalFlag = 1;
    private const byte EffectShift = 1;

    public string Name => $"funnel-row-{funnel.Steps}-{funnel.Form}";

    public RuledProgress Deserialize(ReadOnlySpan<byte> bytes)
    {
        var reader = new RowReader(bytes);
        if (reader.ReadByte() is var format && format != Format)
        {
            throw new SerdeException("unknown-format", $"A funnel's row has format {format}, and this version reads {Format}: use the version that wrote it.");
        }

        if (reader.ReadByte() is var wasSteps && wasSteps != funnel.Steps)
        {
            throw new SerdeException(
                "other-funnel", $"A funnel's row was written for {wasSteps} steps, and the funnel has {funnel.Steps} now: give the changed funnel another name.");
        }

        var progress = new RuledProgress();
        if (reader.ReadByte() != 0)
        {
            progress.FirstEntryMs = reader.ReadSigned();
        }

        var last = 0L;
        var events = reader.ReadCount();
        progress.Reserve(events);
        for (; events > 0; events--)
        {
            var read = ReadEvent(ref reader, ref last);
            if (progress.Events is [.., var before] && before.CompareTo(read) > 0)
            {
                throw RowReader.Damaged();
            }

            progress.Kept!.AddReserved(in read);
        }

        progress.Settled = ReadAttempts(ref reader);
        progress.Counted = reader.ReadByte() == 0 ? progress.Settled : ReadAttempts(ref reader);
        for (var blocks = reader.ReadCount(); blocks > 0; blocks--)
        {
            progress.Block(new(reader.ReadNumber(), reader.ReadNumber(), reader.ReadSigned()));
        }

        reader.End();
        return progress;
    }

    public void Serialize(in RuledProgress value, IBufferWriter<byte> destination)
    {
        destination.WriteByte(Format);
        destination.WriteByte((byte)funnel.Steps);
        destination.WriteByte(value.FirstEntryMs == RuledProgress.NoEntry ? (byte)0 : (byte)1);
        if (value.FirstEntryMs != RuledProgress.NoEntry)
        {
            destination.WriteSigned(value.FirstEntryMs);
        }

        destination.WriteNumber((ulong)value.Events.Length);
        var last = 0L;
        foreach (var kept in value.Events)
        {
            if (funnel.HasTracks)
            {
                destination.WriteNumber(kept.Session);
                destination.WriteNumber(kept.Held);
            }

            destination.WriteSigned(kept.TimeMs - last);
            last = kept.TimeMs;
            destination.WriteNumber((uint)kept.Value);
            destination.WriteNumber(kept.Steps);
            destination.WriteNumber((ulong)kept.Exclusions << 1 | (kept.IsUsed ? 1UL : 0));
        }

        WriteAttempts(value.Settled, destination);
        destination.WriteByte(value.Counted.Is(value.Settled) ? (byte)0 : (byte)1);
        if (!value.Counted.Is(value.Settled))
        {
            WriteAttempts(value.Counted, destination);
        }

        destination.WriteNumber((ulong)value.Blocks.Count);
        foreach (var block in value.Blocks)
        {
            destination.WriteNumber(block.Session);
            destination.WriteNumber(block.Held);
            destination.WriteSigned(block.UntilMs);
        }
    }

    private FunnelEvent ReadEvent(ref RowReader reader, ref long last)
    {
        var (session, held) = funnel.HasTracks ? (reader.ReadNumber(), reader.ReadNumber()) : (0, 0);
        last = unchecked(last + reader.ReadSigned());
        var value = reader.ReadInt32();
        var steps = reader.ReadNumber();
        var exclusions = reader.ReadNumber();
        return steps < 1UL << funnel.Steps && exclusions >> 1 < 1UL << funnel.Exclusions.Length && value < Math.Max(1, funnel.Values)
            ? new(session, held, last, value, (uint)steps, (uint)(exclusions >> 1), (exclusions & 1) != 0)
            : throw RowReader.Damaged();
    }

    private AttemptSet ReadAttempts(ref RowReader reader)
    {
        var count = reader.ReadCount();
        if (count <= 1)
        {
            return count == 0 ? default : default(AttemptSet).With(ReadAttempt(ref reader));
        }

        var attempts = new RuledAttempt[count];
        foreach (ref var attempt in attempts.AsSpan())
        {
            attempt = ReadAttempt(ref reader);
        }

        return AttemptSet.Of(attempts);
    }

    private RuledAttempt ReadAttempt(ref RowReader reader)
    {
        var (session, held) = funnel.HasTracks ? (reader.ReadNumber(), reader.ReadNumber()) : (0, 0);
        var entryMs = reader.ReadSigned();
        var flags = reader.ReadByte();
        var value = reader.ReadInt32();
        var taken = reader.ReadNumber();
        if (taken >= 1UL << funnel.Steps || value >= Math.Max(1, funnel.Values) || flags >> EffectShift > EffectCode.Last)
        {
            throw RowReader.Damaged();
        }

        var later = taken & (taken - 1);
        long[] laterMs = reader.ReadByte() == 0 || later == 0 ? [] : new long[BitOperations.PopCount(later)];
        for (var i = 0; i < laterMs.Length; i++)
        {
            laterMs[i] = reader.ReadTimeAfter(i == 0 ? entryMs : laterMs[i - 1]);
        }

        return new(session, held, entryMs, (uint)taken, laterMs, value, EffectCode.EffectOf(flags >> EffectShift), (flags & FinalFlag) != 0);
    }

    private void WriteAttempts(AttemptSet attempts, IBufferWriter<byte> destination)
    {
        destination.WriteNumber((ulong)attempts.Count);
        for (var i = 0; i < attempts.Count; i++)
        {
            WriteAttempt(attempts[i], destination);
        }
    }

    private void WriteAttempt(RuledAttempt attempt, IBufferWriter<byte> destination)
    {
        if (funnel.HasTracks)
        {
            destination.WriteNumber(attempt.Session);
            destination.WriteNumber(attempt.Held);
        }

        destination.WriteSigned(attempt.EntryMs);
        destination.WriteByte((byte)((EffectCode.Of(attempt.Effect) << EffectShift) | (attempt.IsFinal ? FinalFlag : 0)));
        destination.WriteNumber((uint)attempt.Value);
        destination.WriteNumber(attempt.Taken);
        destination.WriteByte(attempt.LaterMs.Length == 0 ? (byte)0 : (byte)1);
        var lastMs = attempt.EntryMs;
        foreach (var timeMs in attempt.LaterMs)
        {
            destination.WriteNumber((ulong)(timeMs - lastMs));
            lastMs = timeMs;
        }
    }
}
