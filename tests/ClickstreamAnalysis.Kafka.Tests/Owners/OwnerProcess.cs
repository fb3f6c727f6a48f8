using System.Diagnostics;

namespace ClickstreamAnalysis.Kafka.Tests.Owners;

/// <summary>An <see cref="OwnerProgram"/> in a process of its own. Ends with the test that started it.</summary>
internal sealed class OwnerProcess : IDisposable
{
    private readonly Process _process;

    public OwnerProcess(string applicationId, string name, Action<Knowledge> report)
    {
        var dotnet = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } host ? host : "dotnet";
        _process = new Process
        {
            StartInfo = new ProcessStartInfo(dotnet, ["exec", typeof(OwnerProgram).Assembly.Location, TestBroker.BootstrapServers, applicationId, name])
            {
                RedirectStandardOutput = true,
                UseShellExecute = false,
            },
        };
        _process.OutputDataReceived += (_, line) =>
        {
            if (line.Data is not null && Knowledge.Parse(line.Data) is { } knowledge)
            {
                report(knowledge);
            }
        };
        _process.Start();
        _process.BeginOutputReadLine();
    }

    /// <summary>kill -9.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            Kill();
        }

        _process.Dispose();
    }
}
