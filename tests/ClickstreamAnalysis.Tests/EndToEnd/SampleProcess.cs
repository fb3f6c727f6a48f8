using System.Diagnostics;
using System.Reflection;
using System.Text.Json;

namespace ClickstreamAnalysis.Tests.EndToEnd;

/// <summary>The sample host in a process of its own, which can be killed. Ends with the test that started it.</summary>
internal sealed class SampleProcess : IDisposable
{
    private readonly Process _process;
    private readonly List<string> _results = [];
    private readonly List<string> _messages = [];

    private SampleProcess(ProcessStartInfo start) => _process = new Process { StartInfo = start };

    /// <summary>Lines of standard output so far.</summary>
    public IReadOnlyList<string> Results => Copy(_results);

    /// <summary>Lines of standard error so far.</summary>
    public IReadOnlyList<string> Messages => Copy(_messages);

    /// <summary>What it printed last, if it came to its end.</summary>
    public JsonElement? Summary => LastOf("summary");

    public static SampleProcess Start(IEnumerable<string> arguments)
    {
        // The program itself, not one that starts it: what is killed must be what does the work.
        var dotnet = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } host ? host : "dotnet";
        var program = typeof(SampleProcess).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(static path => path.Key == "ShopAnalytics").Value!;
        var sample = new SampleProcess(new ProcessStartInfo(dotnet, ["exec", program, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        });
        sample._process.OutputDataReceived += (_, line) => sample.Keep(sample._results, line.Data);
        sample._process.ErrorDataReceived += (_, line) => sample.Keep(sample._messages, line.Data);
        sample._process.Start();
        sample._process.BeginOutputReadLine();
        sample._process.BeginErrorReadLine();
        return sample;
    }

    /// <summary>How many sessions it has printed so far.</summary>
    public int Sessions => Results.Count(line => line.StartsWith("""{"type":"session",""", StringComparison.Ordinal));

    /// <summary>Waits until something has come about; fails the test when it ends before.</summary>
    public void WaitUntil(Func<bool> condition, string what, TimeSpan patience)
    {
        var started = TimeProvider.System.GetTimestamp();
        lock (_results)
        {
            while (!condition())
            {
                if (_process.HasExited || TimeProvider.System.GetElapsedTime(started) > patience)
                {
                    Assert.Fail($"Waited for {what}; {Sessions} sessions came, and {(_process.HasExited ? "it ended" : "no more")}.\n{string.Join('\n', _messages)}");
                }

                Monitor.Wait(_results, TimeSpan.FromMilliseconds(100));
            }
        }
    }

    /// <summary>kill -9.</summary>
    /// <returns>The exit code.</returns>
    public int Kill()
    {
        _process.Kill();
        return WaitForEnd(TimeSpan.FromSeconds(20));
    }

    /// <summary>Asks it to end: SIGTERM.</summary>
    public void Terminate()
    {
        using var kill = Process.Start("kill", ["-TERM", $"{_process.Id}"]);
        kill.WaitForExit();
    }

    /// <summary>Waits until it ends.</summary>
    /// <returns>The exit code.</returns>
    public int WaitForEnd(TimeSpan patience)
    {
        if (!_process.WaitForExit(patience))
        {
            _process.Kill();
            Assert.Fail($"It did not end within {patience.TotalSeconds:0} s.\n{string.Join('\n', Messages)}");
        }

        _process.WaitForExit(); // and for the rest of its output
        return _process.ExitCode;
    }

    public JsonElement? LastOf(string type) => Results.LastOrDefault(line => line.StartsWith($$"""{"type":"{{type}}",""", StringComparison.Ordinal)) is { } line
        ? JsonDocument.Parse(line).RootElement
        : null;

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit(TimeSpan.FromSeconds(20));
        }

        _process.Dispose();
    }

    private void Keep(List<string> lines, string? line)
    {
        lock (_results)
        {
            if (line is not null)
            {
                lines.Add(line);
                Monitor.PulseAll(_results);
            }
        }
    }

    private string[] Copy(List<string> lines)
    {
        lock (_results)
        {
            return [.. lines];
        }
    }
}
