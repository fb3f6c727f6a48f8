using System.Buffers.Binary;
using System.Buffers.Text;
using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace ClickstreamAnalysis.AspNetCore.Answers;

/// <summary>Which rows of a store are asked for.</summary>
/// <param name="From">The first key of a key-value store, or the earliest time of sessions and windows; inclusive; null for no limit.</param>
/// <param name="To">The last key, or the latest time; inclusive; null for no limit.</param>
/// <param name="Limit">The most rows.</param>
/// <param name="After">The row to continue after; null to begin.</param>
internal sealed record PageRequest(string? From, string? To, int Limit, ScanPosition? After)
{
    private const int PartitionBytes = 4;

    /// <summary>The times of sessions and windows.</summary>
    /// <exception cref="RefusedException">One is not a time.</exception>
    public TimeRange Times => new(From is null ? long.MinValue : TimeOf("from", From), To is null ? long.MaxValue : TimeOf("to", To));

    /// <exception cref="RefusedException">A parameter is not valid.</exception>
    public static PageRequest Parse(IQueryCollection query, ClickstreamHttpOptions options)
    {
        var limit = options.PageSize;
        if (One(query, "limit") is { } given
            && (!int.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out limit) || limit < 1 || limit > options.MaxPageSize))
        {
            throw RefusedException.BadRequest("limit", $"It must be 1 to {options.MaxPageSize}");
        }

        return new PageRequest(One(query, "from"), One(query, "to"), limit, One(query, "after") is { } after ? Continuation(after) : null);
    }

    /// <summary>The text of a position.</summary>
    public static string TextOf(ScanPosition position)
    {
        Span<byte> bytes = new byte[PartitionBytes + position.Key.Length];
        BinaryPrimitives.WriteInt32BigEndian(bytes, position.Partition);
        position.Key.Span.CopyTo(bytes[PartitionBytes..]);
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>The position of a text; null when it is not one.</summary>
    public static ScanPosition? PositionOf(string text) =>
        Base64Url.IsValid(text) && Base64Url.DecodeFromChars(text) is { Length: >= PartitionBytes } bytes && BinaryPrimitives.ReadInt32BigEndian(bytes) is var partition and >= 0
            ? new ScanPosition(partition, bytes.AsMemory(PartitionBytes))
            : null;

    /// <summary>The query for another instance.</summary>
    public string ToQuery()
    {
        var query = string.Create(CultureInfo.InvariantCulture, $"?limit={Limit}");
        return query
            + (From is null ? "" : $"&from={Uri.EscapeDataString(From)}")
            + (To is null ? "" : $"&to={Uri.EscapeDataString(To)}")
            + (After is { } after ? $"&after={TextOf(after)}" : "");
    }

    private static string? One(IQueryCollection query, string name) => query[name] switch
    {
        [] => null,
        [{ Length: > 0 and <= KeyText.MaxLength } value] => value,
        _ => throw RefusedException.BadRequest(name, "Give it once, with at most 2048 characters"),
    };

    private static ScanPosition Continuation(string text) => PositionOf(text) ?? throw RefusedException.BadRequest("after", "Take it from the page before: the value of next");

    private static long TimeOf(string name, string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var ms) ? ms
        : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time.ToUnixTimeMilliseconds()
        : throw RefusedException.BadRequest(name, "It must be a time in ISO 8601, such as 2025-06-02T12:00:00Z, or in milliseconds since 1970");
}
