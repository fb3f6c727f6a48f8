using System.Buffers.Text;
using System.Text;
using System.Text.Unicode;
using ClickstreamAnalysis.Serialization;

namespace ClickstreamAnalysis.Events;

/// <summary>Reads a line of an access log.</summary>
internal sealed class AccessLogSerde() : ReadOnlyClickSerde("access log", nameof(AccessLogClicks))
{
    public override ClickEvent Deserialize(ReadOnlySpan<byte> bytes)
    {
        if (!Utf8.IsValid(bytes))
        {
            throw new SerdeException("invalid-log-line", "A line of an access log is not valid UTF-8.");
        }

        var line = bytes.TrimEnd("\r\n"u8);
        var host = TakeWord(ref line);
        TakeWord(ref line);
        var user = TakeWord(ref line);
        var time = TakeQuoted(ref line, (byte)'[', (byte)']');
        var request = TakeQuoted(ref line, (byte)'"', (byte)'"');
        var status = TakeWord(ref line);
        if (host.IsEmpty || user.IsEmpty || !Utf8Parser.TryParse(status, out int code, out var used) || used != 3 || status.Length != 3)
        {
            throw new SerdeException("invalid-log-line", "A line is not in the Common or Combined Log Format: it has no client, user or status.");
        }

        // The Common Log Format ends with the bytes sent.
        TakeWord(ref line);
        var referrer = line.IsEmpty ? default : TakeQuoted(ref line, (byte)'"', (byte)'"');
        var agent = line.IsEmpty ? default : TakeQuoted(ref line, (byte)'"', (byte)'"');
        var method = TakeWord(ref request);
        var target = TakeWord(ref request);
        var query = target.IndexOf((byte)'?');
        return new ClickEvent
        {
            User = StringPool.Keys.Get(user.SequenceEqual("-"u8) ? host : user),
            Name = method.IsEmpty ? "-" : StringPool.Values.Get(method),
            TimestampMs = AccessLogTime.Parse(time) ?? throw new SerdeException("invalid-time", "The time of a line must be like 01/Mar/2026:12:00:00 +0100, from 1970 on."),
            Page = TextOf(query < 0 ? target : target[..query]),
            Referrer = TextOf(referrer),
            Campaign = query < 0 ? null : CampaignOf(target[(query + 1)..]),
            UserAgent = TextOf(agent),
            Properties = StatusOf(code),
        };
    }

    private static ReadOnlySpan<byte> TakeWord(ref ReadOnlySpan<byte> line)
    {
        var end = line.IndexOf((byte)' ');
        var word = end < 0 ? line : line[..end];
        line = end < 0 ? [] : line[(end + 1)..];
        return word;
    }

    /// <summary>Takes a text between two marks, in which a backslash protects a mark, and the space behind it.</summary>
    private static ReadOnlySpan<byte> TakeQuoted(ref ReadOnlySpan<byte> line, byte begin, byte end)
    {
        if (line.IsEmpty || line[0] != begin)
        {
            throw new SerdeException("invalid-log-line", $"A line is not in the Common or Combined Log Format: '{(char)begin}' is missing.");
        }

        var at = 1;
        while (at < line.Length && line[at] != end)
        {
            at += line[at] == (byte)'\\' ? 2 : 1;
        }

        if (at >= line.Length)
        {
            throw new SerdeException("invalid-log-line", $"A line is not in the Common or Combined Log Format: '{(char)end}' is missing.");
        }

        var text = line[1..at];
        line = line[(at + 1)..];
        line = line is [(byte)' ', ..] ? line[1..] : line;
        return text;
    }

    private static string? TextOf(ReadOnlySpan<byte> text) => text.IsEmpty || text.SequenceEqual("-"u8) ? null : StringPool.Values.Get(text);

    private static string? CampaignOf(ReadOnlySpan<byte> query)
    {
        foreach (var range in query.Split((byte)'&'))
        {
            if (query[range] is var parameter && parameter.StartsWith("utm_campaign="u8))
            {
                var text = parameter["utm_campaign="u8.Length..];
                return text.IndexOfAny("%+"u8) < 0 ? TextOf(text) : Uri.UnescapeDataString(Encoding.UTF8.GetString(text).Replace('+', ' '));
            }
        }

        return null;
    }

    private static ClickProperties StatusOf(int code)
    {
        var json = new byte["{\"status\":000}".Length];
        "{\"status\":000}"u8.CopyTo(json);
        Utf8Formatter.TryFormat(code, json.AsSpan("{\"status\":".Length), out _);
        return new ClickProperties(json);
    }
}
