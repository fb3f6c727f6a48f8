using System.Buffers;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Unicode;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace ClickstreamAnalysis.AspNetCore.Collector;

/// <summary>Answers the requests of pages: checks, limits, rewrites and writes their clicks. Thread-safe.</summary>
internal sealed class CollectorEndpoint : IDisposable
{
    /// <summary>What a request counts at least: its buffers and objects, however small its body.</summary>
    private const int MinReservedBytes = 4096;

    private static readonly JsonDocumentOptions s_json = new() { MaxDepth = ClickLimits.MaxDepth, AllowDuplicateProperties = false };

    private readonly string _application;
    private readonly ClickCollectorOptions _options;
    private readonly TimeProvider _time;
    private readonly ClickSink _sink;
    private readonly RequestOrigin _origin;
    private readonly ClientRates _rates;
    private readonly BytesInFlight _inFlight;
    private readonly VisitorIds _visitors;

    /// <summary>Creates the endpoint.</summary>
    /// <param name="application">The application, for metrics.</param>
    /// <param name="options">The options, valid.</param>
    /// <param name="cors">Decides on origins.</param>
    /// <param name="time">The clock.</param>
    /// <param name="sink">Takes the clicks.</param>
    public CollectorEndpoint(string application, ClickCollectorOptions options, ICorsService cors, TimeProvider time, ClickSink sink)
    {
        (_application, _options, _time, _sink) = (application, options, time, sink);
        _origin = new RequestOrigin(cors, options.AllowedOrigins);
        _rates = new ClientRates(options.RequestsPerSecond, options.RequestBurst);
        _inFlight = new BytesInFlight(options.MaxBytesInFlight);
        _visitors = new VisitorIds(options.VisitorKey);
    }

    /// <summary>The bytes that requests hold at the moment.</summary>
    public long BytesInFlight => _inFlight.Bytes;

    /// <summary>Answers a request with clicks.</summary>
    public async Task PostAsync(HttpContext context)
    {
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        try
        {
            await AnswerAsync(context).ConfigureAwait(false);
        }
        catch (BadHttpRequestException e)
        {
            await CollectorReply.RefuseAsync(context.Response, e.StatusCode, e.StatusCode == StatusCodes.Status413PayloadTooLarge ? RejectReasons.TooLarge : RejectReasons.TooSlow)
                .ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or ConnectionAbortedException || (e is OperationCanceledException && context.RequestAborted.IsCancellationRequested))
        {
            // The page is gone. Nobody reads the response; its status is for the metrics.
            context.Response.StatusCode = context.Response.HasStarted ? context.Response.StatusCode : StatusCodes.Status400BadRequest;
        }

        CollectorInstruments.CountRequest(_application, context.Response.StatusCode);
    }

    /// <summary>Answers a browser that asks whether a page of another site may send clicks.</summary>
    public Task PreflightAsync(HttpContext context)
    {
        context.Response.StatusCode = _origin.Allow(context) ? StatusCodes.Status204NoContent : StatusCodes.Status403Forbidden;
        return Task.CompletedTask;
    }

    public void Dispose() => _rates.Dispose();

    private async Task AnswerAsync(HttpContext context)
    {
        var (request, response) = (context.Request, context.Response);
        if (!_origin.Allow(context))
        {
            await CollectorReply.RefuseAsync(response, StatusCodes.Status403Forbidden, RejectReasons.BadOrigin).ConfigureAwait(false);
        }
        else if (_options.HonorPrivacySignals && (request.Headers["DNT"] == "1" || request.Headers["Sec-GPC"] == "1"))
        {
            response.StatusCode = StatusCodes.Status204NoContent;
        }
        else if (!_rates.TryPass(context.Connection.RemoteIpAddress))
        {
            await CollectorReply.RefuseAsync(response, StatusCodes.Status429TooManyRequests, RejectReasons.TooManyRequests).ConfigureAwait(false);
        }
        else if (!IsJson(request))
        {
            await CollectorReply.RefuseAsync(response, StatusCodes.Status415UnsupportedMediaType, RejectReasons.WrongContentType).ConfigureAwait(false);
        }
        else if (request.ContentLength > _options.MaxBodyBytes)
        {
            await CollectorReply.RefuseAsync(response, StatusCodes.Status413PayloadTooLarge, RejectReasons.TooLarge).ConfigureAwait(false);
        }
        else
        {
            await TakeAsync(context).ConfigureAwait(false);
        }
    }

    /// <summary>Reads the body, within the bytes that all requests may hold.</summary>
    private async Task TakeAsync(HttpContext context)
    {
        var size = (int)(context.Request.ContentLength ?? _options.MaxBodyBytes);
        using var reservation = new Reservation(_inFlight);
        if (!reservation.TryGrow(Math.Max(size, MinReservedBytes)))
        {
            await CollectorReply.RefuseAsync(context.Response, StatusCodes.Status429TooManyRequests, RejectReasons.Overloaded).ConfigureAwait(false);
            return;
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = _options.MaxBodyBytes;
        }

        var received = _time.GetUtcNow();
        var buffer = ArrayPool<byte>.Shared.Rent(size);
        try
        {
            var length = await ReadAsync(context, buffer.AsMemory(0, size)).ConfigureAwait(false);
            if (length is { } bytes)
            {
                await ParseAsync(context, buffer.AsMemory(0, bytes), received, reservation).ConfigureAwait(false);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Reads the body; null when it was refused.</summary>
    private async Task<int?> ReadAsync(HttpContext context, Memory<byte> buffer)
    {
        using var timeout = new CancellationTokenSource(_options.ReadTimeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, context.RequestAborted);
        try
        {
            var length = await BodyReader.ReadAsync(context.Request, buffer, either.Token).ConfigureAwait(false);
            if (length >= 0)
            {
                return length;
            }

            await CollectorReply.RefuseAsync(context.Response, StatusCodes.Status413PayloadTooLarge, RejectReasons.TooLarge).ConfigureAwait(false);
            return null;
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !context.RequestAborted.IsCancellationRequested)
        {
            await CollectorReply.RefuseAsync(context.Response, StatusCodes.Status408RequestTimeout, RejectReasons.TooSlow).ConfigureAwait(false);
            return null;
        }
    }

    private async Task ParseAsync(HttpContext context, ReadOnlyMemory<byte> body, DateTimeOffset received, Reservation reservation)
    {
        using var json = TryParse(body);
        var reason = RejectReasons.InvalidJson;
        RequestClicks found = default;
        if (json is null || (reason = TryFind(json.RootElement, out found)) is not null)
        {
            var status = reason == RejectReasons.TooMany ? StatusCodes.Status413PayloadTooLarge : StatusCodes.Status400BadRequest;
            await CollectorReply.RefuseAsync(context.Response, status, reason).ConfigureAwait(false);
            return;
        }

        var clicks = new List<CollectedClick>(found.Clicks.Count);
        var rejected = new List<RejectedClick>();
        Rewrite(found, VisitOf(context, received), clicks, rejected);
        if (!reservation.TryGrow(clicks.Sum(static click => (long)click.Json.Length)))
        {
            await CollectorReply.RefuseAsync(context.Response, StatusCodes.Status429TooManyRequests, RejectReasons.Overloaded).ConfigureAwait(false);
            return;
        }

        await WriteAsync(context.Response, clicks, rejected).ConfigureAwait(false);
    }

    private void Rewrite(RequestClicks found, Visit visit, List<CollectedClick> clicks, List<RejectedClick> rejected)
    {
        using var rewriter = new ClickRewriter(_options.UserAgent);
        for (var index = 0; index < found.Clicks.Count; index++)
        {
            if (rewriter.TryRewrite(index, found.Clicks[index], found.SentAt, visit, out var click) is { } reason)
            {
                rejected.Add(new RejectedClick(index, reason));
            }
            else
            {
                clicks.Add(click!);
            }
        }
    }

    private async Task WriteAsync(HttpResponse response, List<CollectedClick> clicks, List<RejectedClick> rejected)
    {
        var outcome = await _sink.WriteAsync(clicks).ConfigureAwait(false);
        if (!outcome.IsAcknowledged)
        {
            await CollectorReply.RefuseAsync(response, StatusCodes.Status503ServiceUnavailable, RejectReasons.Unavailable).ConfigureAwait(false);
            return;
        }

        var accepted = clicks.Count - outcome.Rejected.Count;
        rejected.AddRange(outcome.Rejected);
        rejected.Sort(static (one, other) => one.Index.CompareTo(other.Index));
        CollectorInstruments.CountClicks(_application, accepted, rejected);
        await CollectorReply.AnswerAsync(response, accepted, rejected).ConfigureAwait(false);
    }

    private string? TryFind(JsonElement body, out RequestClicks clicks)
    {
        try
        {
            return RequestClicks.TryFind(body, _options.MaxClicksPerRequest, out clicks);
        }
        catch (InvalidOperationException)
        {
            // A name with half of a surrogate pair.
            clicks = default;
            return RejectReasons.InvalidJson;
        }
    }

    private Visit VisitOf(HttpContext context, DateTimeOffset received)
    {
        var address = context.Connection.RemoteIpAddress;
        var userAgent = context.Request.Headers.UserAgent.ToString();
        userAgent = userAgent.Length > ClickLimits.MaxUserAgentLength ? userAgent[..ClickLimits.MaxUserAgentLength] : userAgent;
        return new Visit
        {
            Received = received,
            Source = _options.Source ?? RequestOrigin.SourceOf(context.Request),
            Address = ClientAddress.Keep(address, _options.Address),
            UserAgent = userAgent.Length > 0 ? userAgent : null,
            Visitor = _visitors.Of(address, userAgent, received),
        };
    }

    private static JsonDocument? TryParse(ReadOnlyMemory<byte> body)
    {
        try
        {
            return Utf8.IsValid(body.Span) ? JsonDocument.Parse(body, s_json) : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    // text/plain is what sendBeacon sends for a text; other sites may send it without asking first.
    private static bool IsJson(HttpRequest request) =>
        request.Headers.ContentEncoding.Count == 0
        && MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
        && (string.Equals(type.MediaType, "application/json", StringComparison.OrdinalIgnoreCase) || string.Equals(type.MediaType, "text/plain", StringComparison.OrdinalIgnoreCase))
        && (type.CharSet is null || string.Equals(type.CharSet.Trim('"'), "utf-8", StringComparison.OrdinalIgnoreCase));
}
