using System.Buffers;

namespace ClickstreamAnalysis.AspNetCore.Insights;

/// <summary>Writes a visit: format, page events, last page, referrer, campaign, and the first pages.</summary>
internal sealed class VisitSerde : ISerde<Visit>
{
    private const byte Format = 1;

    public static VisitSerde Instance { get; } = new();

    public string Name => "insights visit";

    public Visit Deserialize(ReadOnlySpan<byte> bytes)
    {
        var reader = new FigureReader(bytes);
        reader.ReadFormat(Format);
        var pageEvents = reader.ReadNumber();
        var (last, referrer, campaign) = (reader.ReadOptional(), reader.ReadOptional(), reader.ReadOptional());
        var pages = new TimedText[reader.ReadCount(Visit.MaxPages)];
        for (var i = 0; i < pages.Length; i++)
        {
            pages[i] = reader.ReadTimedText();
        }

        reader.End();
        return Visit.Restore(pageEvents, pages, last, referrer, campaign);
    }

    public void Serialize(in Visit value, IBufferWriter<byte> destination)
    {
        destination.WriteByte(Format);
        destination.WriteNumber(value.PageEvents);
        destination.WriteOptional(value.Last);
        destination.WriteOptional(value.Referrer);
        destination.WriteOptional(value.Campaign);
        destination.WriteNumber(value.Pages.Count);
        foreach (var page in value.Pages)
        {
            destination.WriteTimedText(page);
        }
    }
}
