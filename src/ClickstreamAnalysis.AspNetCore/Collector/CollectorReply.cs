using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace ClickstreamAnalysis.AspNetCore.Collector;

/// <summary>Writes the responses of a collector.</summary>
internal static class CollectorReply
{
    private const int RetrySeconds = 1;

    /// <summary>Answers a request none of whose clicks was looked at, or none of which the log is known to have.</summary>
    public static Task RefuseAsync(HttpResponse response, int status, string reason)
    {
        if (status is StatusCodes.Status429TooManyRequests or StatusCodes.Status503ServiceUnavailable)
        {
            response.Headers.RetryAfter = RetrySeconds.ToString(CultureInfo.InvariantCulture);
        }

        return WriteAsync(response, status, writer =>
        {
            writer.WriteNumber("accepted"u8, 0);
            writer.WriteString("error"u8, reason);
        });
    }

    /// <summary>Answers a request with clicks: 204 when all are accepted, 200 when some are, 400 when none is.</summary>
    public static Task AnswerAsync(HttpResponse response, int accepted, IReadOnlyList<RejectedClick> rejected)
    {
        if (rejected.Count == 0)
        {
            response.StatusCode = StatusCodes.Status204NoContent;
            return Task.CompletedTask;
        }

        return WriteAsync(response, accepted > 0 ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest, writer =>
        {
            writer.WriteNumber("accepted"u8, accepted);
            writer.WriteStartArray("rejected"u8);
            foreach (var click in rejected)
            {
                writer.WriteStartObject();
                writer.WriteNumber("index"u8, click.Index);
                writer.WriteString("reason"u8, click.Reason);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        });
    }

    private static async Task WriteAsync(HttpResponse response, int status, Action<Utf8JsonWriter> write)
    {
        response.StatusCode = status;
        response.ContentType = "application/json";
        var writer = new Utf8JsonWriter(response.BodyWriter);
        await using (writer.ConfigureAwait(false))
        {
            writer.WriteStartObject();
            write(writer);
            writer.WriteEndObject();
        }

        await response.BodyWriter.FlushAsync().ConfigureAwait(false);
    }
}
