using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Confluent.SchemaRegistry;

namespace ClickstreamAnalysis.Formats.Tests.Registry;

/// <summary>An HTTP server that answers as a test says: a registry that is down, slow, or refuses.</summary>
internal sealed class ScriptedRegistry : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly ConcurrentQueue<string> _requests = new();
    private volatile Func<string, (int Status, string Body)> _answer = static _ => (404, Error(40403));

    public ScriptedRegistry()
    {
        using (var port = new TcpListener(IPAddress.Loopback, 0))
        {
            port.Start();
            Address = $"127.0.0.1:{((IPEndPoint)port.LocalEndpoint).Port}";
        }

        _listener.Prefixes.Add($"http://{Address}/");
        _listener.Start();
        _ = Task.Run(ServeAsync);
    }

    /// <summary>Host and port.</summary>
    public string Address { get; }

    /// <summary>Method and path of every request.</summary>
    public IReadOnlyCollection<string> Requests => _requests;

    /// <summary>The answer to a request, from its method and path.</summary>
    public Func<string, (int Status, string Body)> Answer
    {
        get => _answer;
        set => _answer = value;
    }

    public static string Error(int code) => $$"""{"error_code":{{code}},"message":"no"}""";

    public static string Schema(string text) => $$"""{"schema":"{{text.Replace("\"", "\\\"", StringComparison.Ordinal)}}"}""";

    /// <summary>A registry that has one schema, with the id 1, in every subject.</summary>
    public static ScriptedRegistry With(string schema)
    {
        var text = JsonSerializer.Serialize(schema);
        return new ScriptedRegistry
        {
            Answer = request => request.Split(' ', '?') switch
            {
                ["POST", ..] => (200, """{"id":1}"""),
                [_, var path] when path.EndsWith("/versions", StringComparison.Ordinal) => (200, "[1]"),
                [_, var path] when path.Contains("/versions/", StringComparison.Ordinal) =>
                    (200, $$"""{"subject":"s","version":1,"id":1,"schema":{{text}}}"""),
                [_, "/schemas/ids/1", ..] => (200, $$"""{"schema":{{text}}}"""),
                _ => (404, Error(40403)),
            },
        };
    }

    public SchemaRegistrySession Connect(RegistryOptions? options = null, string user = "") => SchemaRegistrySession.Connect(
        new SchemaRegistryConfig { Url = $"http://{user}{Address}", MaxRetries = 1, RetriesWaitMs = 1, RetriesMaxWaitMs = 1, RequestTimeoutMs = 2_000 }, options);

    public void Dispose() => _listener.Close();

    private async Task ServeAsync()
    {
        while (true)
        {
            try
            {
                var context = await _listener.GetContextAsync();
                var request = $"{context.Request.HttpMethod} {context.Request.Url!.AbsolutePath}";
                _requests.Enqueue(request);
                var (status, body) = _answer(request);
                context.Response.StatusCode = status;
                context.Response.ContentType = "application/vnd.schemaregistry.v1+json";
                await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(body));
                context.Response.Close();
            }
            catch (Exception error) when (error is HttpListenerException or ObjectDisposedException)
            {
                if (!_listener.IsListening)
                {
                    return;
                }
            }
        }
    }
}
