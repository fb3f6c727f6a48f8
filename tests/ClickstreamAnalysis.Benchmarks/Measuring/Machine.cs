using System.Reflection.PortableExecutable;
using System.Runtime;
using System.Runtime.InteropServices;

namespace ClickstreamAnalysis.Benchmarks.Measuring;

/// <summary>Where a figure was measured, and how the runtime was set.</summary>
internal sealed record Machine(int Cores, string Processor, string System, string Runtime, string Gc, string Jit)
{
    public static Machine Here() => new(
        Environment.ProcessorCount,
        ProcessorName(),
        $"{RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}",
        RuntimeInformation.FrameworkDescription,
        GcSettings(),
        JitSettings());

    public override string ToString() => $"{Cores} cores ({Processor}), {System}, {Runtime}; GC {Gc}; {Jit}";

    private static string GcSettings()
    {
        var conserve = GC.GetConfigurationVariables().TryGetValue("GCConserveMem", out var value) && value is long and > 0 ? $", conserve memory {value}" : "";
        return $"{(GCSettings.IsServerGC ? "server" : "workstation")}{(GCSettings.LatencyMode == GCLatencyMode.Batch ? "" : ", concurrent")}{conserve}";
    }

    private static string JitSettings() =>
        $"tiered compilation {(IsOn("TieredCompilation") ? "on" : "off")}, tiered PGO {(IsOn("TieredPGO") ? "on" : "off")}{(IsCompiledAhead() ? ", compiled ahead" : "")}";

    private static bool IsCompiledAhead()
    {
        using var image = new PEReader(File.OpenRead(typeof(StreamsApplication).Assembly.Location));
        return image.PEHeaders.CorHeader?.ManagedNativeHeaderDirectory.Size > 0;
    }

    // Both are on by default; the environment wins over the project's setting.
    private static bool IsOn(string setting) => Environment.GetEnvironmentVariable($"DOTNET_{setting}") is { } text
        ? text.Trim() != "0"
        : !AppContext.TryGetSwitch($"System.Runtime.{setting}", out var isOn) || isOn;

    private static string ProcessorName()
    {
        const string Field = "model name";
        return OperatingSystem.IsLinux()
            && File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith(Field, StringComparison.Ordinal)) is { } line
                ? line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim()
                : Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER") ?? "unknown";
    }
}
