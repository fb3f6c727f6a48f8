using System.Buffers;
using Microsoft.AspNetCore.Http;

namespace ClickstreamAnalysis.AspNetCore.Collector;

/// <summary>Reads bodies up to a limit.</summary>
internal static class BodyReader
{
    /// <summary>Reads a body.</summary>
    /// <param name="request">The request.</param>
    /// <param name="buffer">Receives the body.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The length of the body; -1 when it is longer than the buffer.</returns>
    public static async ValueTask<int> ReadAsync(HttpRequest request, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        var length = 0;
        while (length < buffer.Length)
        {
            var read = await request.Body.ReadAsync(buffer[length..], cancellationToken).ConfigureAwait(false);
            if (read == 0)
            {
                return length;
            }

            length += read;
        }

        var more = ArrayPool<byte>.Shared.Rent(1);
        try
        {
            return await request.Body.ReadAsync(more.AsMemory(0, 1), cancellationToken).ConfigureAwait(false) == 0 ? length : -1;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(more);
        }
    }
}
