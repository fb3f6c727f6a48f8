using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace ClickstreamAnalysis.AspNetCore.Answers;

/// <summary>An answer to a request: complete before the first byte is sent, so that a mistake never cuts it.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Body">The body.</param>
internal sealed record Answer(int Status, ReadOnlyMemory<byte> Body)
{
    /// <summary>The media type of the body.</summary>
    public string ContentType { get; init; } = AnswerJson.ContentType;

    /// <summary>After how many seconds asking again is worth it; null when it is not.</summary>
    public int? RetryAfter { get; init; }

    /// <summary>Creates an answer as JSON.</summary>
    public static Answer Of(int status, Action<Utf8JsonWriter> write)
    {
        var bytes = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(bytes))
        {
            write(writer);
        }

        return new Answer(status, bytes.WrittenMemory);
    }

    /// <summary>Creates problem details (RFC 9457).</summary>
    /// <param name="status">The HTTP status.</param>
    /// <param name="title">The kind of problem.</param>
    /// <param name="detail">What to do.</param>
    /// <param name="more">Writes further members; null for none.</param>
    public static Answer Problem(int status, string title, string detail, Action<Utf8JsonWriter>? more = null) => Of(status, writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("title", title);
        writer.WriteNumber("status", status);
        writer.WriteString("detail", detail);
        more?.Invoke(writer);
        writer.WriteEndObject();
    }) with
    {
        ContentType = AnswerJson.ProblemContentType,
        RetryAfter = status == StatusCodes.Status503ServiceUnavailable ? 1 : null,
    };

    /// <summary>Sends the answer.</summary>
    public async Task SendAsync(HttpContext context)
    {
        var response = context.Response;
        response.StatusCode = Status;
        response.ContentType = ContentType;
        response.ContentLength = Body.Length;
        if (RetryAfter is { } seconds)
        {
            response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        await response.Body.WriteAsync(Body, context.RequestAborted).ConfigureAwait(false);
    }
}
