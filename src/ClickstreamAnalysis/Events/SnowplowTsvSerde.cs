using System.Text.Unicode;
using ClickstreamAnalysis.Serialization;

namespace ClickstreamAnalysis.Events;

/// <summary>Reads a line of Snowplow's enriched stream.</summary>
internal sealed class SnowplowTsvSerde() : ReadOnlyClickSerde("snowplow tsv", nameof(SnowplowTsvClicks))
{
    private const int Columns = 131;

    private const int CollectorTime = 3;
    private const int Event = 5;
    private const int UserId = 12;
    private const int DomainUserId = 15;
    private const int NetworkUserId = 17;
    private const int PageUrl = 29;
    private const int PageReferrer = 31;
    private const int PageUrlPath = 35;
    private const int Campaign = 51;
    private const int UserAgent = 77;
    private const int DerivedTime = 124;
    private const int EventName = 126;

    public override ClickEvent Deserialize(ReadOnlySpan<byte> bytes)
    {
        if (!Utf8.IsValid(bytes))
        {
            throw new SerdeException("invalid-tsv", "A line is not valid UTF-8.");
        }

        var line = bytes.TrimEnd("\r\n"u8);
        var columns = new Line(line, stackalloc Range[Columns]);
        return new ClickEvent
        {
            User = TextOf(columns[UserId] is { IsEmpty: false } user ? user : columns[DomainUserId, NetworkUserId], StringPool.Keys)
                ?? throw new SerdeException("missing-user", "A line has no user_id, domain_userid or network_userid."),
            Name = TextOf(columns[EventName, Event], StringPool.Values) ?? throw new SerdeException("missing-event", "A line has no event_name or event."),
            TimestampMs = TimeOf(columns[DerivedTime, CollectorTime]),
            Page = TextOf(columns[PageUrlPath, PageUrl], StringPool.Values),
            Referrer = TextOf(columns[PageReferrer], StringPool.Values),
            Campaign = TextOf(columns[Campaign], StringPool.Values),
            UserAgent = TextOf(columns[UserAgent], StringPool.Values),
        };
    }

    private static string? TextOf(ReadOnlySpan<byte> text, StringPool pool) => text.IsEmpty ? null : pool.Get(text);

    private static long TimeOf(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty)
        {
            throw new SerdeException("missing-time", "A line has no derived_tstamp or collector_tstamp.");
        }

        return IsoTime.TryParse(text, out var timestampMs) && timestampMs is >= 0 and <= ClickEventSerde.MaxTimestampMs
            ? timestampMs
            : throw new SerdeException("invalid-time", "The time of a line must be like 2026-03-01 12:00:00.123, from 1970 on.");
    }

    /// <summary>The columns of a line.</summary>
    private readonly ref struct Line
    {
        private readonly ReadOnlySpan<byte> _line;
        private readonly ReadOnlySpan<Range> _ranges;

        public Line(ReadOnlySpan<byte> line, Span<Range> ranges)
        {
            var count = 0;
            foreach (var range in line.Split((byte)'\t'))
            {
                if (count < Columns)
                {
                    ranges[count] = range;
                }

                count++;
            }

            if (count != Columns)
            {
                throw new SerdeException("invalid-tsv", $"A line has {count} columns and must have {Columns}, separated by tabs.");
            }

            _line = line;
            _ranges = ranges;
        }

        public ReadOnlySpan<byte> this[int column] => _line[_ranges[column]];

        /// <summary>The value of a column, or that of another one if it is empty.</summary>
        public ReadOnlySpan<byte> this[int column, int other] => this[column] is { IsEmpty: false } value ? value : this[other];
    }
}
