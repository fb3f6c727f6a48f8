using System.Buffers;
using ClickstreamAnalysis.Serialization;

namespace ClickstreamAnalysis.Sessions;

/// <summary>The serde of the facts of a click session in the store.</summary>
internal sealed class SessionFactsSerde : ISerde<SessionFacts>
{
    public static readonly SessionFactsSerde Instance = new();

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
