using System.Diagnostics;
using System.Globalization;

namespace ClickstreamAnalysis.Benchmarks.Rate;

/// <summary>Reads what this process has used.</summary>
internal sealed class Meter
{
    private readonly long _started = Stopwatch.GetTimestamp();
    private readonly double _cpuAtStart = Cpu();
    private readonly long _allocatedAtStart = GC.GetTotalAllocatedBytes(precise: true);

    public double WallSeconds => Stopwatch.GetElapsedTime(_started).TotalSeconds;

    public double CpuSeconds => Cpu() - _cpuAtStart;

    public long AllocatedBytes => GC.GetTotalAllocatedBytes(precise: true) - _allocatedAtStart;

    /// <summary>The most memory that this process ever held, as the operating system counts it.</summary>
    public static double PeakMebibytes
    {
        get
        {
            if (!OperatingSystem.IsLinux())
            {
                using var process = Process.GetCurrentProcess();
                return process.PeakWorkingSet64 / 1048576.0;
            }

            var line = File.ReadLines("/proc/self/status").First(text => text.StartsWith("VmHWM:", StringComparison.Ordinal));
            return long.Parse(line.AsSpan(6).Trim().TrimEnd("kB").Trim(), CultureInfo.InvariantCulture) / 1024.0;
        }
    }

    private static double Cpu()
    {
        using var process = Process.GetCurrentProcess();
        return process.TotalProcessorTime.TotalSeconds;
    }
}
