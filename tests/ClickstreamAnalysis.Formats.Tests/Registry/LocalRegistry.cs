using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ClickstreamAnalysis.Formats.Tests.Registry;

/// <summary>A throw-away schema registry on a free loopback port, from a folder with <c>bin/schema-registry-start.sh</c>.</summary>
internal sealed class LocalRegistry : IDisposable
{
    private static readonly TimeSpan s_startTimeout = TimeSpan.FromSeconds(90);

    private readonly StringBuilder _output = new();
    private readonly string _home;
    private readonly int _port;
    private Process? _process;

    private LocalRegistry(string home, int port)
    {
        _home = home;
        _port = port;
        Url = $"http://127.0.0.1:{port}/apis/ccompat/v7";
    }

    public string Url { get; }

    /// <summary>Starts a registry and waits until it answers.</summary>
    public static LocalRegistry Start(string home)
    {
        var registry = new LocalRegistry(home, FreePort());
        AppDomain.CurrentDomain.ProcessExit += registry.OnProcessExit;
        try
        {
            registry.StartProcess();
            registry.WaitUntilItAnswers();
            return registry;
        }
        catch
        {
            registry.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        AppDomain.CurrentDomain.ProcessExit -= OnProcessExit;
        Kill();
        _process?.Dispose();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private void StartProcess()
    {
        var start = new ProcessStartInfo(Path.Combine(_home, "bin", "schema-registry-start.sh"), $"{_port}")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    private void WaitUntilItAnswers()
    {
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
        var waited = Stopwatch.StartNew();
        while (true)
        {
            if (_process!.HasExited)
            {
                throw new InvalidOperationException($"The schema registry ended with code {_process.ExitCode}. Is Java 17 or later installed?\n{Output()}");
            }

            try
            {
                using var answer = client.Send(new HttpRequestMessage(HttpMethod.Get, $"{Url}/subjects"));
                answer.EnsureSuccessStatusCode();
                return;
            }
            catch (Exception error) when (error is HttpRequestException or TaskCanceledException)
            {
                if (waited.Elapsed > s_startTimeout)
                {
                    throw new TimeoutException($"The schema registry did not answer within {s_startTimeout.TotalSeconds:0} s.\n{Output()}", error);
                }

                // Not up yet. The port refuses at once, so this must not spin.
                _process.WaitForExit(TimeSpan.FromMilliseconds(100));
            }
        }
    }

    private void Kill()
    {
        if (_process is { HasExited: false } running)
        {
            running.Kill(entireProcessTree: true);
            running.WaitForExit(TimeSpan.FromSeconds(10));
        }
    }

    private void Keep(string? line)
    {
        lock (_output)
        {
            if (line is not null && _output.Length < 64 * 1024)
            {
                _output.AppendLine(line);
            }
        }
    }

    private string Output()
    {
        lock (_output)
        {
            return _output.ToString();
        }
    }

    private void OnProcessExit(object? sender, EventArgs e) => Kill();
}
