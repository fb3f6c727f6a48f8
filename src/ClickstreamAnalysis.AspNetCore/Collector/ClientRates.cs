using System.Net;
using System.Security.Cryptography;
using System.Threading.RateLimiting;

namespace ClickstreamAnalysis.AspNetCore.Collector;

/// <summary>Limits the requests of each client. Thread-safe.</summary>
/// <remarks>
/// Clients are assigned to a fixed number of limiters by a hash with a random seed, so that many addresses take no more memory. Two busy clients share one
/// limiter rarely, and an attacker cannot choose whose.
/// </remarks>
internal sealed class ClientRates : IDisposable
{
    private const int Limiters = 1 << 14;

    private readonly PartitionedRateLimiter<IPAddress>? _limiter;
    private readonly int _seed = RandomNumberGenerator.GetInt32(int.MaxValue);

    /// <summary>Creates the limits.</summary>
    /// <param name="requestsPerSecond">The requests a second; null for no limit.</param>
    /// <param name="burst">The requests at once after a pause.</param>
    public ClientRates(int? requestsPerSecond, int burst)
    {
        if (requestsPerSecond is { } rate)
        {
            var options = new TokenBucketRateLimiterOptions
            {
                TokenLimit = burst,
                TokensPerPeriod = rate,
                ReplenishmentPeriod = TimeSpan.FromSeconds(1),
                QueueLimit = 0,
            };
            _limiter = PartitionedRateLimiter.Create<IPAddress, int>(client =>
                RateLimitPartition.GetTokenBucketLimiter((HashCode.Combine(_seed, client) & int.MaxValue) % Limiters, _ => options));
        }
    }

    /// <summary>Counts a request.</summary>
    /// <param name="address">The client's address; null when the connection has none.</param>
    /// <returns>False when the client has made too many.</returns>
    public bool TryPass(IPAddress? address)
    {
        if (_limiter is null)
        {
            return true;
        }

        using var lease = _limiter.AttemptAcquire(ClientAddress.Client(address));
        return lease.IsAcquired;
    }

    public void Dispose() => _limiter?.Dispose();
}
