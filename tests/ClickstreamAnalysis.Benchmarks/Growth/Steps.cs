using System.Diagnostics;
using ClickstreamAnalysis.Benchmarks.Measuring;

namespace ClickstreamAnalysis.Benchmarks.Growth;

/// <summary>Runs an application without threads of its own.</summary>
internal sealed class Steps(StreamsApplication application)
{
    private static readonly TimeSpan s_idle = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan s_longestRest = TimeSpan.FromSeconds(40);

    // Of one core.
    private const double QuietShare = 0.02;

    private readonly ManualResetEventSlim _never = new();

    public void Until(Func<bool> isThere)
    {
        var lastStep = Stopwatch.GetTimestamp();
        while (!isThere())
        {
            if (application.Step())
            {
                lastStep = Stopwatch.GetTimestamp();
            }
            else if (Stopwatch.GetElapsedTime(lastStep) > s_patience)
            {
                throw new BenchmarkException($"The engine did nothing for {s_patience.TotalMinutes:F0} minutes, and is not there yet.");
            }
            else
            {
                _never.Wait(s_idle);
            }
        }
    }

    /// <summary>Does nothing until this process does nothing: until what the database does in the background is done.</summary>
    public void Rest()
    {
        for (var rested = TimeSpan.Zero; rested < s_longestRest; rested += s_look)
        {
            var before = Environment.CpuUsage.TotalTime;
            _never.Wait(s_look);
            if ((Environment.CpuUsage.TotalTime - before) < s_look * QuietShare)
            {
                return;
            }
        }
    }
}
