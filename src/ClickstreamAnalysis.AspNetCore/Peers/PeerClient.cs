using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using ClickstreamAnalysis.AspNetCore.Answers;

namespace ClickstreamAnalysis.AspNetCore.Peers;

/// <summary>
/// Asks other instances of the application, with a signature, within a time limit and a size. Thread-safe. Follows no redirects and uses no proxy, since the addresses come
/// from the log.
/// </summary>
/// <param name="signature">Signs the requests.</param>
/// <param name="path">The path below which instances answer each other.</param>
/// <param name="options">The limits.</param>
/// <param name="time">The clock.</param>
internal sealed class PeerClient(PeerSignature signature, string path, ClickstreamHttpOptions options, TimeProvider time) : IDisposable
{
    private readonly HttpClient _client = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        ConnectTimeout = options.PeerTimeout,
        MaxConnectionsPerServer = 16,
        MaxResponseHeadersLength = 16,
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
        UseCookies = false,
        UseProxy = false,
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    /// <summary>Asks one instance.</summary>
    /// <param name="instance">The instance.</param>
    /// <param name="query">The path below the one of the instances, with the query, escaped: <c>/stores/sessions/ann</c>.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    public async Task<PeerAnswer> AskAsync(StreamsInstance instance, string query, CancellationToken cancellationToken)
    {
        if (instance.Address is not { IsAbsoluteUri: true, Scheme: "http" or "https" } address
            || !Uri.TryCreate(address.GetLeftPart(UriPartial.Path).TrimEnd('/') + path + query, UriKind.Absolute, out var uri))
        {
            return new PeerAnswer(instance, null, default, "has no address that can be asked");
        }

        using var late = new CancellationTokenSource(options.PeerTimeout, time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token);
        try
        {
            return await AskAsync(instance, uri, end.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new PeerAnswer(instance, null, default, "did not answer in time") { IsLate = true };
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            return new PeerAnswer(instance, null, default, "cannot be reached");
        }
    }

    public void Dispose() => _client.Dispose();

    private static bool IsJson(MediaTypeHeaderValue? type) => type?.MediaType is AnswerJson.ContentType or AnswerJson.ProblemContentType;

    private static bool IsWellFormed(ReadOnlySpan<byte> json)
    {
        try
        {
            var reader = new Utf8JsonReader(json);
            while (reader.Read())
            {
            }

            return json.Length > 0;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private async Task<PeerAnswer> AskAsync(StreamsInstance instance, Uri uri, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, uri);
        request.Headers.Add(PeerSignature.Header, signature.Sign(instance.Id, uri.PathAndQuery, time.GetUtcNow()));
        using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        if (PeerVersion.ReasonAgainst(response.StatusCode, response.Headers) is { } reason)
        {
            return new PeerAnswer(instance, null, default, reason) { IsOfAnotherVersion = response.StatusCode != HttpStatusCode.Unauthorized };
        }

        if (!IsJson(response.Content.Headers.ContentType))
        {
            return new PeerAnswer(instance, null, default, $"answered with status {(int)response.StatusCode} and something else than JSON");
        }

        var content = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = content.ConfigureAwait(false);
        using var body = new MemoryStream();
        var buffer = new byte[16 << 10];
        while (await content.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is var read and > 0)
        {
            if (body.Length + read > options.MaxPeerAnswerBytes)
            {
                return new PeerAnswer(instance, null, default, $"answered with more than {options.MaxPeerAnswerBytes} bytes ({nameof(options.MaxPeerAnswerBytes)})") { IsTooLarge = true };
            }

            body.Write(buffer, 0, read);
        }

        var json = body.GetBuffer().AsMemory(0, (int)body.Length);
        return IsWellFormed(json.Span)
            ? new PeerAnswer(instance, (int)response.StatusCode, json, null)
            : new PeerAnswer(instance, null, default, "answered with something else than JSON");
    }
}
