using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace ClickstreamAnalysis.AspNetCore.Collector;

/// <summary>Rewrites the clicks of a request in the built-in layout, with the properties that the collector adds. For one request.</summary>
internal sealed class ClickRewriter : IDisposable
{
    private static readonly string[] s_added = ["$source", "$address", "$id"];

    private readonly ArrayBufferWriter<byte> _buffer = new();
    private readonly Utf8JsonWriter _writer;
    private readonly UserAgentDetail _userAgentDetail;

    public ClickRewriter(UserAgentDetail userAgentDetail)
    {
        _userAgentDetail = userAgentDetail;
        _writer = new Utf8JsonWriter(_buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
    }

    /// <summary>Rewrites a click.</summary>
    /// <param name="index">Its place in the request.</param>
    /// <param name="json">The click as it was sent.</param>
    /// <param name="sentAt">When the browser sent its batch; undefined when it does not say.</param>
    /// <param name="visit">The visitor.</param>
    /// <param name="click">The click; null when it is rejected.</param>
    /// <returns>Null, or the reason why the click is rejected.</returns>
    public string? TryRewrite(int index, JsonElement json, JsonElement sentAt, Visit visit, out CollectedClick? click)
    {
        click = null;
        try
        {
            return json.ValueKind == JsonValueKind.Object ? TryRewriteObject(index, json, sentAt, visit, out click) : RejectReasons.WrongType;
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair, which no text can hold.
            return RejectReasons.InvalidJson;
        }
        catch (SerdeException e)
        {
            return e.Reason;
        }
    }

    public void Dispose() => _writer.Dispose();

    private string? TryRewriteObject(int index, JsonElement json, JsonElement sentAt, Visit visit, out CollectedClick? click)
    {
        click = null;
        var paths = ClickPaths.Of(json);
        var fields = new ClickFieldReader(json);
        var user = fields.Text(paths.User, ClickLimits.MaxNameLength) ?? visit.Visitor;
        var name = fields.Text(paths.Event, ClickLimits.MaxNameLength);
        var page = fields.Text(paths.Page, ClickLimits.MaxPageLength);
        var referrer = fields.Text(paths.Referrer, ClickLimits.MaxPageLength);
        var campaign = fields.Text(paths.Campaign, ClickLimits.MaxNameLength);
        var id = fields.Text(paths.Id, ClickLimits.MaxNameLength);
        var userAgent = fields.Text(paths.UserAgent, int.MaxValue) ?? visit.UserAgent;
        var properties = ClickPaths.Find(json, paths.Properties);
        if (properties.ValueKind is not (JsonValueKind.Object or JsonValueKind.Undefined))
        {
            fields.Reject(RejectReasons.WrongType);
        }

        if (name is null)
        {
            fields.Reject(RejectReasons.MissingEvent);
        }

        var sent = sentAt.ValueKind == JsonValueKind.Undefined && json.TryGetProperty("sentAt"u8, out var ownSentAt) ? ownSentAt : sentAt;
        if (!EventTime.TryRead(ClickPaths.Find(json, paths.Time), sent, visit.Received, out var time))
        {
            fields.Reject(RejectReasons.InvalidTime);
        }

        if (fields.Reason is not null)
        {
            return fields.Reason;
        }

        Begin();
        _writer.WriteString("user"u8, user);
        _writer.WriteString("event"u8, name);
        _writer.WriteNumber("ts"u8, time.ToUnixTimeMilliseconds());
        WriteOptional("page", page);
        WriteOptional("referrer", referrer);
        WriteOptional("campaign", campaign);
        WriteOptional("userAgent", KeepUserAgent(userAgent));
        WriteProperties(properties, visit, id);
        click = new CollectedClick(index, user, time, End());
        return null;
    }

    private void Begin()
    {
        _buffer.ResetWrittenCount();
        _writer.Reset();
        _writer.WriteStartObject();
    }

    /// <summary>Ends the click, and reads it as its consumers do: what they cannot read is not written.</summary>
    /// <exception cref="SerdeException">The click cannot be read.</exception>
    private byte[] End()
    {
        _writer.WriteEndObject();
        _writer.Flush();
        _ = ClickEvent.Serde.Deserialize(_buffer.WrittenSpan);
        return _buffer.WrittenSpan.ToArray();
    }

    private void WriteProperties(JsonElement properties, Visit visit, string? id)
    {
        _writer.WriteStartObject("properties"u8);
        if (properties.ValueKind == JsonValueKind.Object)
        {
            foreach (var property in properties.EnumerateObject())
            {
                if (!s_added.Contains(property.Name))
                {
                    property.WriteTo(_writer);
                }
            }
        }

        _writer.WriteString("$source"u8, visit.Source);
        WriteOptional("$address", visit.Address);
        WriteOptional("$id", id);
        _writer.WriteEndObject();
    }

    private string? KeepUserAgent(string? userAgent) => userAgent is null || _userAgentDetail == UserAgentDetail.None ? null
        : _userAgentDetail == UserAgentDetail.Reduced ? ReducedUserAgent.Of(userAgent)
        : userAgent.Length > ClickLimits.MaxUserAgentLength ? userAgent[..ClickLimits.MaxUserAgentLength]
        : userAgent;

    private void WriteOptional(string name, string? value)
    {
        if (value is not null)
        {
            _writer.WriteString(name, value);
        }
    }
}
