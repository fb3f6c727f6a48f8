using System.Buffers;
using ClickstreamAnalysis.Serialization;

namespace ClickstreamAnalysis.Sessions;

/// <summary>The facts of a session of clicks, in the store.</summary>
internal sealed class SessionFactsSerde : ISerde<SessionFacts>
{
    public static readonly SessionFactsSerde Instance = new();

    public SessionFacts Deserialize(ReadOnlySpan<byte> bytes)
    {
        var reader = new RowReader(bytes);
        var facts = new SessionFacts { PageViews = (long)reader.ReadNumber() };
        (facts.EntryPage, facts.EntryPageMs) = ReadTimed(ref reader);
        (facts.ExitPage, facts.ExitPageMs) = ReadTimed(ref reader);
        (facts.Referrer, facts.ReferrerMs) = ReadTimed(ref reader);
        (facts.Campaign, facts.CampaignMs) = ReadTimed(ref reader);
        reader.End();
        return facts;
    }

    public void Serialize(in SessionFacts value, IBufferWriter<byte> destination)
    {
        destination.WriteNumber((ulong)value.PageViews);
        WriteTimed(destination, value.EntryPage, value.EntryPageMs);
        WriteTimed(destination, value.ExitPage, value.ExitPageMs);
        WriteTimed(destination, value.Referrer, value.ReferrerMs);
        WriteTimed(destination, value.Campaign, value.CampaignMs);
    }

    private static (string? Text, long TimestampMs) ReadTimed(ref RowReader reader)
    {
        var text = reader.ReadText();
        return (text, text is null ? 0 : reader.ReadSigned());
    }

    private static void WriteTimed(IBufferWriter<byte> destination, string? text, long timestampMs)
    {
        destination.WriteText(text);
        if (text is not null)
        {
            destination.WriteSigned(timestampMs);
        }
    }
}
