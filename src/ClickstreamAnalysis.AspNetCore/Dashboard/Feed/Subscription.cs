using System.Threading.Channels;

namespace ClickstreamAnalysis.AspNetCore.Dashboard.Feed;

/// <summary>What a dashboard has not read yet. One that reads too slowly loses the oldest events, which newer ones replace.</summary>
internal sealed class Subscription
{
    private const int Capacity = 32;

    private readonly Channel<byte[]> _frames = Channel.CreateBounded<byte[]>(
        new BoundedChannelOptions(Capacity) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });

    public ChannelReader<byte[]> Frames => _frames.Reader;

    public void Offer(byte[] frame) => _frames.Writer.TryWrite(frame);

    public void End() => _frames.Writer.TryComplete();
}
