using System.Diagnostics;
using System.Text.Json;

namespace ClickstreamAnalysis.Benchmarks.Measuring;

/// <summary>A phase whose process runs. Disposing it ends the process if it has not ended.</summary>
internal sealed class RunningPhase<TOutput> : IDisposable
{
    private const int KilledBySignal = 128 + 9;

    private readonly string _name;
    private readonly Process _process;
    private readonly Task<string> _output;

    public RunningPhase(string name, Process process)
    {
        _name = name;
        _process = process;

        // Read from the beginning: a pipe that fills up would hold the phase.
        _output = process.StandardOutput.ReadToEndAsync();
    }

    /// <summary>Asks the phase to come to its end.</summary>
    public void Stop()
    {
        _process.StandardInput.WriteLine(Phase.StopWord);
        _process.StandardInput.Flush();
    }

    /// <summary>Waits for the end, and for what comes out.</summary>
    /// <exception cref="BenchmarkException">The phase failed; what it said went to standard error.</exception>
    public async Task<TOutput> OutputAsync(CancellationToken cancellationToken)
    {
        var output = await _output.WaitAsync(cancellationToken);
        await _process.WaitForExitAsync(cancellationToken);
        return _process.ExitCode == 0
            ? JsonSerializer.Deserialize<TOutput>(output)!
            : throw new BenchmarkException($"The phase '{_name}' ended with exit code {_process.ExitCode}.");
    }

    /// <summary>Waits until the process has been killed, as it must be.</summary>
    /// <exception cref="BenchmarkException">It ended in another way.</exception>
    public async Task KilledAsync(CancellationToken cancellationToken)
    {
        await _process.WaitForExitAsync(cancellationToken);
        if (_process.ExitCode != KilledBySignal)
        {
            throw new BenchmarkException($"The phase '{_name}' was to be killed, and ended with exit code {_process.ExitCode}.");
        }
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
        }

        _process.Dispose();
    }
}
