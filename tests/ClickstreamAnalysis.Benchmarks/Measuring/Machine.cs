using System.Runtime;
using System.Runtime.InteropServices;

namespace ClickstreamAnalysis.Benchmarks.Measuring;

/// <summary>Where a figure was measured.</summary>
internal sealed record Machine(int Cores, string Processor, string System, string Runtime, string Gc)
{
    public static Machine Here() => new(
        Environment.ProcessorCount,
        ProcessorName(),
        $"{RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}",
        RuntimeInformation.FrameworkDescription,
        $"{(GCSettings.IsServerGC ? "server" : "workstation")}{(GCSettings.LatencyMode == GCLatencyMode.Batch ? "" : ", concurrent")}");

    public override string ToString() => $"{Cores} cores ({Processor}), {System}, {Runtime}, GC {Gc}";

    private static string ProcessorName()
    {
        const string Field = "model name";
        return OperatingSystem.IsLinux()
            && File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith(Field, StringComparison.Ordinal)) is { } line
                ? line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim()
                : Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER") ?? "unknown";
    }
}
