using System.Text;

namespace ClickstreamAnalysis.AspNetCore.Tests.Collector;

/// <summary>A request that a collector must refuse, at least in part.</summary>
internal sealed record RefusedRequest(string Name, int Status, string Expected, byte[] Body)
{
    public RefusedRequest(string name, int status, string expected, string body)
        : this(name, status, expected, Encoding.UTF8.GetBytes(body))
    {
    }

    public string? Type { get; init; } = "application/json";

    public (string Name, string Value)[] Headers { get; init; } = [];

    public HttpMethod Method { get; init; } = HttpMethod.Post;

    /// <summary>Whether the length of the body is not given in advance.</summary>
    public bool IsChunked { get; init; }

    public override string ToString() => Name;

    public HttpRequestMessage ToMessage()
    {
        HttpContent content = IsChunked ? new StreamContent(new MemoryStream(Body)) : new ByteArrayContent(Body);
        var message = new HttpRequestMessage(Method, "/clicks") { Content = content };
        if (IsChunked)
        {
            message.Headers.TransferEncodingChunked = true;
        }

        if (Type is not null)
        {
            content.Headers.TryAddWithoutValidation("Content-Type", Type);
        }

        foreach (var (name, value) in Headers)
        {
            if (!message.Headers.TryAddWithoutValidation(name, value))
            {
                content.Headers.TryAddWithoutValidation(name, value);
            }
        }

        return message;
    }
}
