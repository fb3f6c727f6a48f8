namespace ClickstreamAnalysis.AspNetCore.Collector;

/// <summary>The bytes of one request, which grow with it and are given back at its end.</summary>
internal sealed class Reservation(BytesInFlight all) : IDisposable
{
    private long _bytes;

    /// <summary>Reserves more bytes.</summary>
    /// <returns>False, without effect, when there is no room.</returns>
    public bool TryGrow(long bytes)
    {
        if (!all.TryReserve(bytes))
        {
            return false;
        }

        _bytes += bytes;
        return true;
    }

    public void Dispose() => all.Release(_bytes);
}
