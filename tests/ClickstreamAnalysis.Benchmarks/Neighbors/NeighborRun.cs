using ClickstreamAnalysis.Benchmarks.Measuring;
using ClickstreamAnalysis.Benchmarks.Rate;

namespace ClickstreamAnalysis.Benchmarks.Neighbors;

/// <summary>One program's run.</summary>
/// <param name="Name">The program.</param>
/// <param name="Figures">What it cost.</param>
/// <param name="Check">Its sessions, compared with those of a plain sort.</param>
/// <param name="StillOpen">The number of sessions that cannot close, because no later click follows.</param>
internal sealed record NeighborRun(string Name, RunFigures Figures, CheckResult Check, int StillOpen)
{
    public bool IsComplete => Check.Missing == StillOpen && Check is { Doubled: 0, Unexpected: 0 };
}
