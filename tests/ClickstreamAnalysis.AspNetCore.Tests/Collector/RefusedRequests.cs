using System.Text;

namespace ClickstreamAnalysis.AspNetCore.Tests.Collector;

/// <summary>Malformed, huge and hostile requests.</summary>
internal static class RefusedRequests
{
    private const string Good = """{"user":"ann","event":"view"}""";

    private static readonly string s_deep = new string('[', 5_000);

    public static IEnumerable<RefusedRequest> All =>
    [
        // Not JSON.
        new("empty body", 400, "invalid-json", ""),
        new("spaces only", 400, "invalid-json", "  \r\n "),
        new("no JSON", 400, "invalid-json", "user=ann&event=view"),
        new("half an object", 400, "invalid-json", """{"user":"ann","event":"""),
        new("two objects", 400, "invalid-json", Good + Good),
        new("trailing comma", 400, "invalid-json", """{"user":"ann","event":"view",}"""),
        new("comment", 400, "invalid-json", """{"user":"ann",/* */"event":"view"}"""),
        new("byte order mark", 400, "invalid-json", "\uFEFF" + Good),
        new("UTF-16", 400, "invalid-json", Encoding.Unicode.GetBytes(Good)),
        new("invalid UTF-8", 400, "invalid-json", [.. "{\"user\":\""u8, 0xC3, 0x28, .. "\",\"event\":\"view\"}"u8]),
        new("zero byte", 400, "invalid-json", "{\"user\":\"a\0\",\"event\":\"view\"}"),
        new("deep arrays", 400, "invalid-json", s_deep),
        new("deep properties", 400, "invalid-json", """{"user":"ann","event":"view","properties":{"a":""" + new string('[', 40) + new string(']', 40) + "}}"),
        new("repeated name", 400, "invalid-json", """{"user":"ann","user":"bob","event":"view"}"""),
        new("repeated name, escaped", 400, "invalid-json", """{"user":"ann","\u0075ser":"bob","event":"view"}"""),
        new("half a surrogate pair in a name", 400, "invalid-json", """{"\ud800":1,"user":"ann","event":"view"}"""),

        // Not a click.
        new("number", 400, "wrong-type", "17"),
        new("null", 400, "wrong-type", "null"),
        new("empty array", 400, "no-clicks", "[]"),
        new("batch that is no array", 400, "wrong-type", """{"batch":{"user":"ann"}}"""),
        new("array of numbers", 400, """{"index":1,"reason":"wrong-type"}""", "[1,2]"),
        new("no event", 400, "missing-event", """{"user":"ann"}"""),
        new("empty event", 400, "missing-event", """{"user":"ann","event":""}"""),
        new("user is a number", 400, "wrong-type", """{"user":7,"event":"view"}"""),
        new("user is an object", 400, "wrong-type", """{"user":{"$gt":""},"event":"view"}"""),
        new("half a surrogate pair in a user", 400, "invalid-json", """{"user":"\udc00","event":"view"}"""),
        new("half a surrogate pair in properties", 400, "invalid-json", """{"user":"ann","event":"view","properties":{"\ud800":"\ud800"}}"""),
        new("properties are a text", 400, "wrong-type", """{"user":"ann","event":"view","properties":"x"}"""),
        new("time is no time", 400, "invalid-time", """{"user":"ann","event":"view","ts":"yesterday"}"""),
        new("time before 1970", 400, "invalid-time", """{"user":"ann","event":"view","ts":-1}"""),
        new("time beyond all numbers", 400, "invalid-time", """{"user":"ann","event":"view","ts":1e999}"""),
        new("sent at no time", 400, "invalid-time", """{"batch":[{"user":"ann","event":"view","ts":1}],"sentAt":[]}"""),
        new("long user", 400, "text-too-long", $$"""{"user":"{{new string('u', 300)}}","event":"view"}"""),
        new("long page", 400, "text-too-long", $$"""{"user":"ann","event":"view","page":"{{new string('p', 3_000)}}"}"""),
        new("one of two is no click", 200, """{"accepted":1,"rejected":[{"index":1,"reason":"missing-event"}]}""", $$"""[{{Good}},{}]"""),

        // Huge.
        new("body above the limit", 413, "too-large", new string(' ', 70_000)),
        new("chunked body above the limit", 413, "too-large", new string(' ', 70_000)) { IsChunked = true },
        new("body of megabytes", 413, "too-large", new string(' ', 3_000_000)) { Headers = [("Expect", "100-continue")] },
        new("too many clicks", 413, "too-many-clicks", $"[{string.Join(',', Enumerable.Repeat(Good, 201))}]"),

        // Not what pages send.
        new("form", 415, "wrong-content-type", Good) { Type = "application/x-www-form-urlencoded" },
        new("no content type", 415, "wrong-content-type", Good) { Type = null },
        new("content type that is none", 415, "wrong-content-type", Good) { Type = ";;;" },
        new("another encoding of characters", 415, "wrong-content-type", Good) { Type = "text/plain; charset=utf-7" },
        new("compressed", 415, "wrong-content-type", Good) { Headers = [("Content-Encoding", "gzip")] },
        new("another method", 405, "", Good) { Method = HttpMethod.Put },

        // Pages of others.
        new("origin of another site", 403, "origin-not-allowed", Good) { Headers = [("Origin", "https://evil.example")] },
        new("origin that begins like an allowed one", 403, "origin-not-allowed", Good) { Headers = [("Origin", "https://shop.example.evil.example")] },
        new("origin of an allowed site without TLS", 403, "origin-not-allowed", Good) { Headers = [("Origin", "http://shop.example")] },
        new("opaque origin", 403, "origin-not-allowed", Good) { Headers = [("Origin", "null")] },
        new("two origins", 403, "origin-not-allowed", Good) { Headers = [("Origin", "https://shop.example"), ("Origin", "https://evil.example")] },
    ];
}
