using System.Buffers;
using ClickstreamAnalysis.Serialization;

namespace ClickstreamAnalysis.Sessions;

/// <summary>
/// Writes the row of a key: format, number of splits, number of sessions, and each session with its aggregate. End and id are differences
/// to the start. When sessions are numbered, the numbers are at the end.
/// </summary>
internal sealed class OpenSessionsSerde<TAggregate>(ISerde<TAggregate> aggregateSerde, bool isNumbered = false) : ISerde<OpenSessions<TAggregate>>, IPreparedSerde
{
    private const byte Format = 1;

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? s_aggregate;

    public string Name => $"{(isNumbered ? "numbered" : "open")} sessions of {aggregateSerde.Name}";

    public ValueTask PrepareAsync(SerdeUse use, CancellationToken cancellationToken) => PreparedSerde.PrepareAsync(aggregateSerde, use, cancellationToken);

    /// <summary>Counts the sessions of a row without reading them.</summary>
    public static int CountOf(ReadOnlySpan<byte> bytes)
    {
        var reader = new RowReader(bytes);
        reader.ReadByte();
        reader.ReadInt32();
        return reader.ReadCount();
    }

    public OpenSessions<TAggregate> Deserialize(ReadOnlySpan<byte> bytes)
    {
        var reader = new RowReader(bytes);
        if (reader.ReadByte() is var format && format != Format)
        {
            throw new SerdeException("unknown-format", $"A row of sessions has format {format}, and this version reads {Format}: use the version that wrote it.");
        }

        var numbers = isNumbered ? new SessionNumbers() : null;
        var sessions = OpenSessions<TAggregate>.New(numbers);
        sessions.Splits = reader.ReadInt32();
        for (var count = reader.ReadCount(); count > 0; count--)
        {
            ref var session = ref sessions.Insert(sessions.Count);
            session.StartMs = reader.ReadSigned();
            session.EndMs = reader.ReadTimeAfter(session.StartMs);
            session.Id = new SessionId(reader.ReadTimeAfter(session.StartMs), reader.ReadInt32());
            session.EventCount = reader.ReadInt64();
            session.Revision = reader.ReadInt64();
            session.Aggregate = aggregateSerde.Deserialize(reader.ReadBytes());
        }

        if (numbers is not null)
        {
            numbers.Closed = reader.ReadInt64();
            numbers.LastEndMs = reader.ReadSigned();
        }

        reader.End();
        return sessions.Count > 0 || numbers?.Closed > 0 ? sessions : throw RowReader.Damaged();
    }

    public void Serialize(in OpenSessions<TAggregate> value, IBufferWriter<byte> destination)
    {
        destination.WriteByte(Format);
        destination.WriteNumber((ulong)value.Splits);
        destination.WriteNumber((ulong)value.Count);
        var aggregate = s_aggregate ??= new ArrayBufferWriter<byte>(128);
        for (var i = 0; i < value.Count; i++)
        {
            ref var session = ref value[i];
            destination.WriteSigned(session.StartMs);
            destination.WriteNumber((ulong)(session.EndMs - session.StartMs));
            destination.WriteNumber((ulong)(session.Id.OpenedMs - session.StartMs));
            destination.WriteNumber((ulong)session.Id.Ordinal);
            destination.WriteNumber((ulong)session.EventCount);
            destination.WriteNumber((ulong)session.Revision);
            aggregate.ResetWrittenCount();
            aggregateSerde.Serialize(in session.Aggregate, aggregate);
            destination.WriteBytes(aggregate.WrittenSpan);
        }

        if (isNumbered)
        {
            destination.WriteNumber((ulong)value.Numbers!.Closed);
            destination.WriteSigned(value.Numbers.LastEndMs);
        }
    }
}
