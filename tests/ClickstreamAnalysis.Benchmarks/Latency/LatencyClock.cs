using System.Diagnostics;

namespace ClickstreamAnalysis.Benchmarks.Latency;

/// <summary>Microseconds since the load began, and when each click is to be sent.</summary>
internal sealed class LatencyClock(int rate)
{
    private readonly long _begunTicks = Stopwatch.GetTimestamp();

    public long NowMicroseconds => (long)Stopwatch.GetElapsedTime(_begunTicks).TotalMicroseconds;

    public long DueMicroseconds(long click) => click * 1_000_000 / rate;
}
