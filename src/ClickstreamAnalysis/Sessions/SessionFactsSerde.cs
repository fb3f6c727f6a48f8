using System.Buffers;
using ClickstreamAnalysis.Serialization;

namespace ClickstreamAnalysis.Sessions;

/// <summary>The serde of the facts of a click session in the store.</summary>
/// <param name="withExtras">Whether the options ask for facts beyond the basic ones. Other sessions do not pay for them.</param>
internal sealed class SessionFactsSerde(bool withExtras) : ISerde<SessionFacts>
{
    public static readonly SessionFactsSerde Instance = new(withExtras: false);

    public static readonly SessionFactsSerde WithExtras = new(withExtras: true);

    public string Name => withExtras ? "SessionFactsSerde with extras" : nameof(SessionFactsSerde);

    public static SessionFactsSerde For(ClickFactRules rules) => rules.HasExtras ? WithExtras : Instance;

    public SessionFacts Deserialize(ReadOnlySpan<byte> bytes)
    {
        var reader = new RowReader(bytes);
        var facts = new SessionFacts
        {
            Views = reader.ReadInt64(),
            Entry = Read(ref reader),
            Exit = Read(ref reader),
            FirstReferrer = Read(ref reader),
            FirstCampaign = Read(ref reader),
            Extras = withExtras ? ReadExtras(ref reader) : null,
        };
        reader.End();
        return facts;
    }

    public void Serialize(in SessionFacts value, IBufferWriter<byte> destination)
    {
        destination.WriteNumber((ulong)value.Views);
        Write(destination, in value.Entry);
        Write(destination, in value.Exit);
        Write(destination, in value.FirstReferrer);
        Write(destination, in value.FirstCampaign);
        if (withExtras)
        {
            Write(destination, value.Extras ?? SessionExtras.None);
        }
    }

    private static SessionExtras ReadExtras(ref RowReader reader)
    {
        var extras = new SessionExtras { Conversions = reader.ReadInt64(), Heartbeats = reader.ReadInt64(), HasEngaging = reader.ReadByte() != 0 };
        var count = reader.ReadCount();
        if (count == 0)
        {
            return extras;
        }

        var distinct = reader.ReadInt64();
        var hashes = new ulong[count - 1];
        foreach (ref var hash in hashes.AsSpan())
        {
            hash = reader.ReadNumber();
        }

        return extras with { PageHashes = hashes, DistinctPages = distinct };
    }

    private static void Write(IBufferWriter<byte> destination, SessionExtras extras)
    {
        destination.WriteNumber((ulong)extras.Conversions);
        destination.WriteNumber((ulong)extras.Heartbeats);
        destination.WriteByte(extras.HasEngaging ? (byte)1 : (byte)0);
        if (extras.PageHashes is not { } hashes)
        {
            destination.WriteByte(0);
            return;
        }

        destination.WriteNumber((ulong)hashes.Length + 1);
        destination.WriteNumber((ulong)extras.DistinctPages.GetValueOrDefault());
        foreach (var hash in hashes)
        {
            destination.WriteNumber(hash);
        }
    }

    private static TimedText Read(ref RowReader reader) =>
        reader.ReadText() is { } text ? new TimedText { Text = text, TimestampMs = reader.ReadSigned() } : default;

    private static void Write(IBufferWriter<byte> destination, in TimedText timed)
    {
        destination.WriteText(timed.Text);
        if (timed.Text is not null)
        {
            destination.WriteSigned(timed.TimestampMs);
        }
    }
}
