using System.Buffers;
using ClickstreamAnalysis.Serialization;

namespace ClickstreamAnalysis.Sessions;

/// <summary>
/// Writes the row of a key under split rules that depend on values: format, number of sessions, ordinals, lanes, their sessions, and the fragments of
/// each session with their aggregates. Times are differences. When sessions are numbered, the numbers are at the end.
/// </summary>
internal sealed class SessionLanesSerde<TAggregate>(ISerde<TAggregate> aggregateSerde, bool isNumbered = false) : ISerde<SessionLanes<TAggregate>>, IPreparedSerde
{
    private const byte Format = 1;
    private const byte StartsFlag = 1;
    private const byte EndsFlag = 2;
    private const byte TextsFlag = 4;

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? s_aggregate;

    public string Name => $"{(isNumbered ? "numbered split" : "split")} sessions of {aggregateSerde.Name}";

    public ValueTask PrepareAsync(SerdeUse use, CancellationToken cancellationToken) => PreparedSerde.PrepareAsync(aggregateSerde, use, cancellationToken);

    /// <summary>Counts the sessions of a row without reading them.</summary>
    public static int CountOf(ReadOnlySpan<byte> bytes)
    {
        var reader = new RowReader(bytes);
        reader.ReadByte();
        return reader.ReadCount();
    }

    public SessionLanes<TAggregate> Deserialize(ReadOnlySpan<byte> bytes)
    {
        var reader = new RowReader(bytes);
        if (reader.ReadByte() is var format && format != Format)
        {
            throw new SerdeException("unknown-format", $"A row of sessions has format {format}, and this version reads {Format}: use the version that wrote it.");
        }

        var count = reader.ReadCount();
        var lanes = new SessionLanes<TAggregate> { Ordinals = reader.ReadInt32() };
        for (var remaining = reader.ReadCount(); remaining > 0; remaining--)
        {
            lanes.Add(ReadLane(ref reader));
        }

        if (isNumbered)
        {
            lanes.Numbers = new SessionNumbers { Closed = reader.ReadInt64(), LastEndMs = reader.ReadSigned() };
        }

        reader.End();
        return lanes.Count == count && (count > 0 || lanes.Numbers?.Closed > 0) ? lanes : throw RowReader.Damaged();
    }

    public void Serialize(in SessionLanes<TAggregate> value, IBufferWriter<byte> destination)
    {
        destination.WriteByte(Format);
        destination.WriteNumber((ulong)value.Count);
        destination.WriteNumber((ulong)value.Ordinals);
        destination.WriteNumber((ulong)value.LaneCount);
        for (var next = 0; next < value.LaneCount; next++)
        {
            var lane = value.LaneAt(next);
            destination.WriteText(lane.Id);
            destination.WriteNumber((ulong)lane.Sessions.Count);
            var first = 0;
            for (var i = 0; i < lane.Sessions.Count; i++)
            {
                ref var session = ref lane.Sessions[i];
                destination.WriteSigned(session.StartMs);
                destination.WriteNumber((ulong)(session.Id.OpenedMs - session.StartMs));
                destination.WriteNumber((ulong)session.Id.Ordinal);
                destination.WriteNumber((ulong)session.Revision);
                destination.WriteNumber((ulong)session.FragmentCount);
                WriteFragments(destination, lane, first, in session);
                first += session.FragmentCount;
            }
        }

        if (isNumbered)
        {
            destination.WriteNumber((ulong)value.Numbers!.Closed);
            destination.WriteSigned(value.Numbers.LastEndMs);
        }
    }

    private SessionLane<TAggregate> ReadLane(ref RowReader reader)
    {
        var lane = new SessionLane<TAggregate>(reader.ReadText());
        var sessions = reader.ReadCount();
        if (sessions == 0)
        {
            throw RowReader.Damaged();
        }

        for (; sessions > 0; sessions--)
        {
            var session = new LaneSession<TAggregate> { StartMs = reader.ReadSigned() };
            session.Id = new SessionId(reader.ReadTimeAfter(session.StartMs), reader.ReadInt32());
            session.Revision = reader.ReadInt64();
            session.FragmentCount = reader.ReadCount();
            session.EndMs = session.StartMs;
            var startMs = session.StartMs;
            for (var remaining = session.FragmentCount; remaining > 0; remaining--)
            {
                var fragment = ReadFragment(ref reader, startMs);
                startMs = fragment.StartMs;
                session.EndMs = Math.Max(session.EndMs, fragment.EndMs);
                session.EventCount += fragment.EventCount;
                lane.Fragments.Add(in fragment);
            }

            lane.Sessions.Add(session.FragmentCount > 0 ? session : throw RowReader.Damaged());
        }

        return lane;
    }

    private Fragment<TAggregate> ReadFragment(ref RowReader reader, long fromMs)
    {
        var fragment = new Fragment<TAggregate> { StartMs = reader.ReadTimeAfter(fromMs) };
        fragment.EndMs = reader.ReadTimeAfter(fragment.StartMs);
        fragment.EventCount = reader.ReadInt64();
        var flags = reader.ReadByte();
        fragment.Starts = (flags & StartsFlag) != 0;
        fragment.Ends = (flags & EndsFlag) != 0;
        if ((flags & TextsFlag) != 0)
        {
            fragment.Texts = new string?[reader.ReadCount()];
            foreach (ref var text in fragment.Texts.AsSpan())
            {
                text = reader.ReadText();
            }
        }

        fragment.Aggregate = aggregateSerde.Deserialize(reader.ReadBytes());
        return fragment;
    }

    private void WriteFragments(IBufferWriter<byte> destination, SessionLane<TAggregate> lane, int first, in LaneSession<TAggregate> session)
    {
        var aggregate = s_aggregate ??= new ArrayBufferWriter<byte>(128);
        var fromMs = session.StartMs;
        for (var i = first; i < first + session.FragmentCount; i++)
        {
            ref var fragment = ref lane.Fragments[i];
            destination.WriteNumber((ulong)(fragment.StartMs - fromMs));
            destination.WriteNumber((ulong)(fragment.EndMs - fragment.StartMs));
            destination.WriteNumber((ulong)fragment.EventCount);
            destination.WriteByte((byte)((fragment.Starts ? StartsFlag : 0) | (fragment.Ends ? EndsFlag : 0) | (fragment.Texts is null ? 0 : TextsFlag)));
            WriteTexts(destination, fragment.Texts);
            aggregate.ResetWrittenCount();
            aggregateSerde.Serialize(in fragment.Aggregate, aggregate);
            destination.WriteBytes(aggregate.WrittenSpan);
            fromMs = fragment.StartMs;
        }
    }

    private static void WriteTexts(IBufferWriter<byte> destination, string?[]? texts)
    {
        if (texts is null)
        {
            return;
        }

        destination.WriteNumber((ulong)texts.Length);
        foreach (var text in texts)
        {
            destination.WriteText(text);
        }
    }
}
