using System.Buffers;

namespace ClickstreamAnalysis.AspNetCore.Insights;

/// <summary>Writes a visit: format, page events, engagement, last page, referrer, campaign, the first pages, and the openings.</summary>
internal sealed class VisitSerde : ISerde<Visit>
{
    private const byte Format = 1;

    // A merge adds one, and a session has far fewer.
    private const int MaxOpenings = 1 << 20;

    public static VisitSerde Instance { get; } = new();

    public string Name => "insights visit";

    public Visit Deserialize(ReadOnlySpan<byte> bytes)
    {
        var reader = new FigureReader(bytes);
        reader.ReadFormat(Format);
        var pageEvents = reader.ReadNumber();
        var engagement = new VisitEngagement(reader.ReadNumber(), reader.ReadNumber(), reader.ReadNumber(), reader.ReadNumber() != 0);
        var (last, referrer, campaign) = (reader.ReadOptional(), reader.ReadOptional(), reader.ReadOptional());
        var pages = new TimedText[reader.ReadCount(Visit.MaxPages)];
        for (var i = 0; i < pages.Length; i++)
        {
            pages[i] = reader.ReadTimedText();
        }

        var openings = new long[reader.ReadCount(MaxOpenings)];
        foreach (ref var opening in openings.AsSpan())
        {
            opening = reader.ReadNumber();
        }

        reader.End();
        return Visit.Restore(pageEvents, engagement, pages, openings, last, referrer, campaign);
    }

    public void Serialize(in Visit value, IBufferWriter<byte> destination)
    {
        destination.WriteByte(Format);
        destination.WriteNumber(value.PageEvents);
        destination.WriteNumber(value.Engagement.PageViews);
        destination.WriteNumber(value.Engagement.Conversions);
        destination.WriteNumber(value.Engagement.Heartbeats);
        destination.WriteNumber(value.Engagement.HasEngaging ? 1 : 0);
        destination.WriteOptional(value.Last);
        destination.WriteOptional(value.Referrer);
        destination.WriteOptional(value.Campaign);
        destination.WriteNumber(value.Pages.Count);
        foreach (var page in value.Pages)
        {
            destination.WriteTimedText(page);
        }

        destination.WriteNumber(value.Openings.Count);
        foreach (var opening in value.Openings)
        {
            destination.WriteNumber(opening);
        }
    }
}
