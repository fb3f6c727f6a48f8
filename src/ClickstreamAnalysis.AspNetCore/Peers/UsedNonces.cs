namespace ClickstreamAnalysis.AspNetCore.Peers;

/// <summary>The nonces of valid signatures, until they expire, so that a request cannot be repeated. Thread-safe. Bounded.</summary>
internal sealed class UsedNonces
{
    /// <summary>More than a thousand requests a second during the validity of a signature.</summary>
    private const int Capacity = 65_536;

    private readonly Lock _lock = new();
    private readonly HashSet<string> _used = new(StringComparer.Ordinal);
    private readonly PriorityQueue<string, DateTimeOffset> _byExpiry = new();

    /// <summary>Notes a nonce.</summary>
    /// <returns>False when it was used before, or when so many are in use that it cannot be noted.</returns>
    public bool TryUse(string nonce, DateTimeOffset expires, DateTimeOffset now)
    {
        lock (_lock)
        {
            while (_byExpiry.TryPeek(out var oldest, out var expiry) && expiry < now)
            {
                _byExpiry.Dequeue();
                _used.Remove(oldest);
            }

            if (_used.Count >= Capacity || !_used.Add(nonce))
            {
                return false;
            }

            _byExpiry.Enqueue(nonce, expires);
            return true;
        }
    }
}
