using System.Buffers.Binary;
using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace ClickstreamAnalysis.AspNetCore.Collector;

/// <summary>Ids of visitors without one: a keyed hash of address and user agent, with another key each day. Thread-safe.</summary>
/// <remarks>Without the key the address cannot be found by trying all; with another key each day, days cannot be linked.</remarks>
internal sealed class VisitorIds(string? key)
{
    private const int KeyBytes = 32;
    private const int IdBytes = 16;

    private readonly byte[] _key = key is null ? RandomNumberGenerator.GetBytes(KeyBytes) : Encoding.UTF8.GetBytes(key);
    private volatile Tuple<int, byte[]>? _today;

    /// <summary>The id of a visitor.</summary>
    /// <param name="address">The address; null when the connection has none.</param>
    /// <param name="userAgent">The user agent; null when there is none.</param>
    /// <param name="now">The time, which decides the day.</param>
    public string Of(IPAddress? address, string? userAgent, DateTimeOffset now)
    {
        var visitor = Encoding.UTF8.GetBytes($"{address}\n{userAgent}");
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(KeyOf(DateOnly.FromDateTime(now.UtcDateTime).DayNumber), visitor, hash);
        return $"visitor-{Base64Url.EncodeToString(hash[..IdBytes])}";
    }

    private byte[] KeyOf(int day)
    {
        if (_today is { } today && today.Item1 == day)
        {
            return today.Item2;
        }

        var date = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(date, day);
        today = Tuple.Create(day, HMACSHA256.HashData(_key, date));
        _today = today;
        return today.Item2;
    }
}
