using System.Buffers;

namespace ClickstreamAnalysis.AspNetCore.Insights;

/// <summary>Writes the figures of a minute: format, counts, users, and each ranking that has items.</summary>
internal sealed class SiteMinuteSerde : ISerde<SiteMinute>
{
    private const byte Format = 1;

    private static readonly ISerde<TopCounter<string>> s_rankings = TopCounter.CreateSerde(Serdes.Utf8);

    public static SiteMinuteSerde Instance { get; } = new();

    public string Name => "insights minute";

    public SiteMinute Deserialize(ReadOnlySpan<byte> bytes)
    {
        var reader = new FigureReader(bytes);
        reader.ReadFormat(Format);
        Span<long> counts = stackalloc long[4 + Buckets.DurationSeconds.Length + Buckets.Events.Length];
        foreach (ref var count in counts)
        {
            count = reader.ReadNumber();
        }

        var users = DistinctCounter.Serde.Deserialize(reader.ReadBytes());
        var rankings = new TopCounter<string>?[SiteMinute.RankingSizes.Length];
        foreach (ref var ranking in rankings.AsSpan())
        {
            if (reader.ReadBytes() is { IsEmpty: false } row)
            {
                ranking = s_rankings.Deserialize(row);
            }
        }

        reader.End();
        return SiteMinute.Restore(counts, users, rankings);
    }

    public void Serialize(in SiteMinute value, IBufferWriter<byte> destination)
    {
        destination.WriteByte(Format);
        destination.WriteNumber(value.Clicks);
        destination.WriteNumber(value.Opened);
        destination.WriteNumber(value.Closed);
        destination.WriteNumber(value.Bounces);
        foreach (var count in value.Durations)
        {
            destination.WriteNumber(count);
        }

        foreach (var count in value.Events)
        {
            destination.WriteNumber(count);
        }

        destination.WriteNested(DistinctCounter.Serde, value.Users);
        foreach (var ranking in value.Rankings)
        {
            if (ranking is null)
            {
                destination.WriteNumber(0);
            }
            else
            {
                destination.WriteNested(s_rankings, ranking);
            }
        }
    }
}
