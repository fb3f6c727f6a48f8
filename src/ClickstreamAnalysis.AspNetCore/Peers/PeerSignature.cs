using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace ClickstreamAnalysis.AspNetCore.Peers;

/// <summary>
/// Signs a request of one instance to another: HMAC-SHA256 with the shared key over the application, the instance that is asked, the target as it is sent, the time and a nonce.
/// Thread-safe.
/// </summary>
/// <remarks>The instance is part of it, so that a request that was seen on the network cannot be repeated to another one, which does not know its nonce.</remarks>
internal sealed class PeerSignature(string key, string applicationId)
{
    /// <summary>The header of the signature: time in milliseconds, nonce and signature, with dots between.</summary>
    public const string Header = "Clickstream-Peer";

    /// <summary>How far the clocks of two instances may differ, and how long a signature is valid.</summary>
    public static readonly TimeSpan Validity = TimeSpan.FromSeconds(30);

    private const int NonceBytes = 16;
    private const int MaxLength = 128;

    private readonly byte[] _key = Encoding.UTF8.GetBytes(key);

    /// <summary>Signs a GET request.</summary>
    /// <param name="instance">The instance that is asked.</param>
    /// <param name="target">Path and query, as they are sent.</param>
    /// <param name="now">The time.</param>
    public string Sign(string instance, string target, DateTimeOffset now)
    {
        var time = now.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        var nonce = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(NonceBytes));
        return $"{time}.{nonce}.{Base64Url.EncodeToString(Compute(instance, target, time, nonce))}";
    }

    /// <summary>Verifies a signature, but not whether it was used before.</summary>
    /// <param name="header">The value of the header.</param>
    /// <param name="instance">This instance.</param>
    /// <param name="target">Path and query, as they were received.</param>
    /// <param name="now">The time.</param>
    /// <returns>The nonce and when it expires; null when the signature is not valid.</returns>
    public (string Nonce, DateTimeOffset Expires)? Verify(string? header, string instance, string target, DateTimeOffset now)
    {
        if (header is null || header.Length > MaxLength || header.Split('.') is not [var time, var nonce, var mac]
            || !long.TryParse(time, NumberStyles.None, CultureInfo.InvariantCulture, out var timeMs)
            || Math.Abs(timeMs - now.ToUnixTimeMilliseconds()) > Validity.TotalMilliseconds
            || !Base64Url.IsValid(mac))
        {
            return null;
        }

        return CryptographicOperations.FixedTimeEquals(Base64Url.DecodeFromChars(mac), Compute(instance, target, time, nonce))
            ? (nonce, DateTimeOffset.FromUnixTimeMilliseconds(timeMs) + Validity)
            : null;
    }

    private byte[] Compute(string instance, string target, string time, string nonce) =>
        HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes($"clickstream-peer-1\nGET\n{applicationId}\n{instance}\n{target}\n{time}\n{nonce}"));
}
