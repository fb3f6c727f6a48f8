using System.Diagnostics;

namespace ClickstreamAnalysis.Benchmarks.Load;

/// <summary>Does something so many times a second, whatever becomes of it: what is late is made up for at once.</summary>
internal sealed class ConstantRate(int perSecond)
{
    private static readonly TimeSpan s_step = TimeSpan.FromMilliseconds(1);

    private readonly long _begunTicks = Stopwatch.GetTimestamp();

    public long NowMicroseconds => (long)Stopwatch.GetElapsedTime(_begunTicks).TotalMicroseconds;

    public long DueMicroseconds(long i) => i * 1_000_000 / perSecond;

    /// <summary>Runs so many times, or until stopped.</summary>
    public void Run(long times, Action<long> act, CancellationToken stop)
    {
        for (var i = 0L; i < times && !stop.IsCancellationRequested; i++)
        {
            var due = DueMicroseconds(i);
            while (NowMicroseconds < due && !stop.IsCancellationRequested)
            {
                stop.WaitHandle.WaitOne(s_step);
            }

            act(i);
        }
    }
}
