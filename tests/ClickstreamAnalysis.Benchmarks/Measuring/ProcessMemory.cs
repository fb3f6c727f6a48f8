using System.Diagnostics;
using System.Globalization;

namespace ClickstreamAnalysis.Benchmarks.Measuring;

/// <summary>The memory of this process as the operating system counts it, in bytes.</summary>
internal sealed record ProcessMemory
{
    public required long Resident { get; init; }

    /// <summary>The most that was ever resident.</summary>
    public required long PeakResident { get; init; }

    /// <summary>Resident, and not a page of a file; zero where that is not known.</summary>
    public required long ResidentAnonymous { get; init; }

    public static ProcessMemory Read()
    {
        if (!OperatingSystem.IsLinux())
        {
            using var process = Process.GetCurrentProcess();
            return new() { Resident = process.WorkingSet64, PeakResident = process.PeakWorkingSet64, ResidentAnonymous = 0 };
        }

        var lines = File.ReadAllLines("/proc/self/status");
        return new() { Resident = Field("VmRSS:"), PeakResident = Field("VmHWM:"), ResidentAnonymous = Field("RssAnon:") };

        long Field(string name)
        {
            var line = lines.First(line => line.StartsWith(name, StringComparison.Ordinal));
            return 1024 * long.Parse(line.AsSpan(name.Length).Trim().TrimEnd("kB").Trim(), CultureInfo.InvariantCulture);
        }
    }
}
