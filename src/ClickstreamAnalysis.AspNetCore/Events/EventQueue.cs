using System.Threading.Channels;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ClickstreamAnalysis.AspNetCore.Events;

/// <summary>The server-sent events that a client has not received yet, at most <paramref name="capacity"/>. One writer, one reader.</summary>
/// <remarks>
/// A client that reads nothing at all is disconnected after <see cref="Patience"/>, so that it does not keep its place for as long as the server's own limits allow.
/// </remarks>
/// <param name="capacity">The most events.</param>
/// <param name="replaces">Whether newer events replace older ones, so that a slow client loses the oldest; false to drop a slow client, because each event counts.</param>
internal sealed class EventQueue(int capacity, bool replaces)
{
    private static readonly byte[] s_start = "retry: 2000\n\n"u8.ToArray();

    private readonly Channel<byte[]> _events = Channel.CreateBounded<byte[]>(
        new BoundedChannelOptions(capacity) { FullMode = replaces ? BoundedChannelFullMode.DropOldest : BoundedChannelFullMode.Wait, SingleReader = true });

    private readonly CancellationTokenSource _dropped = new();

    /// <summary>How long a client may take no byte.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Adds an event.</summary>
    /// <param name="frame">The event, complete.</param>
    /// <returns>False when the client is too slow, and is dropped.</returns>
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

    /// <summary>Sends the events, until the client leaves or is dropped, or the host stops.</summary>
    /// <param name="context">The request.</param>
    public async Task SendAsync(HttpContext context)
    {
        var response = context.Response;
        var stopping = context.RequestServices.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, _dropped.Token, stopping);
        try
        {
            context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
            response.ContentType = "text/event-stream";
            response.Headers["X-Accel-Buffering"] = "no";
            await WriteAsync(s_start).ConfigureAwait(false);
            await foreach (var frame in _events.Reader.ReadAllAsync(end.Token).ConfigureAwait(false))
            {
                await WriteAsync(frame).ConfigureAwait(false);
            }
        }
        catch (TimeoutException)
        {
            context.Abort();
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            if (_dropped.IsCancellationRequested)
            {
                context.Abort();
            }
        }

        async Task WriteAsync(byte[] bytes)
        {
            await response.Body.WriteAsync(bytes, end.Token).AsTask().WaitAsync(Patience, end.Token).ConfigureAwait(false);
            await response.Body.FlushAsync(end.Token).WaitAsync(Patience, end.Token).ConfigureAwait(false);
        }
    }
}
