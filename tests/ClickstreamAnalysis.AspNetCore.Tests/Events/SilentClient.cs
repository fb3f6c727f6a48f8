using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ClickstreamAnalysis.AspNetCore.Tests.Events;

/// <summary>A client that sends a request and then reads nothing, until it is asked to.</summary>
internal sealed class SilentClient : IDisposable
{
    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096 };

    private SilentClient()
    {
    }

    public static async Task<SilentClient> ConnectAsync(Uri address, string path)
    {
        var client = new SilentClient();
        await client._socket.ConnectAsync(IPAddress.Loopback, address.Port);
        await client._socket.SendAsync(Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n"));
        return client;
    }

    /// <summary>Reads what the system has kept for it, to the end of the connection.</summary>
    /// <returns>The bytes.</returns>
    public async Task<long> ReadToEndAsync(CancellationToken cancellationToken)
    {
        var (buffer, bytes) = (new byte[1 << 16], 0L);
        try
        {
            while (await _socket.ReceiveAsync(buffer, cancellationToken) is var read and > 0)
            {
                bytes += read;
            }
        }
        catch (SocketException)
        {
            // Reset by the server.
        }

        return bytes;
    }

    public void Dispose() => _socket.Dispose();
}
