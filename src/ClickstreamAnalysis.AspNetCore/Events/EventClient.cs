using System.Threading.Channels;

namespace ClickstreamAnalysis.AspNetCore.Events;

/// <summary>A client of the events, with the events that it has not received yet. One writer, one reader.</summary>
internal sealed class EventClient
{
    /// <summary>How many seconds a client may be behind before it is dropped.</summary>
    private const int Capacity = 16;

    private readonly Channel<byte[]> _events = Channel.CreateBounded<byte[]>(new BoundedChannelOptions(Capacity) { SingleReader = true });
    private readonly CancellationTokenSource _dropped = new();

    /// <summary>The events, each complete.</summary>
    public ChannelReader<byte[]> Events => _events.Reader;

    /// <summary>Cancelled when the client was too slow.</summary>
    public CancellationToken Dropped => _dropped.Token;

    /// <summary>Adds an event; drops the client when it has too many already.</summary>
    /// <returns>Whether the client is still there.</returns>
    public bool TryAdd(byte[] frame)
    {
        if (_events.Writer.TryWrite(frame))
        {
            return true;
        }

        _events.Writer.TryComplete();
        _dropped.Cancel();
        return false;
    }
}
