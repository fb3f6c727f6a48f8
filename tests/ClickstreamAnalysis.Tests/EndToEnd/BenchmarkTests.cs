using System.Reflection;
using System.Text.Json;
using ClickstreamAnalysis.Tests.Packaging;

namespace ClickstreamAnalysis.Tests.EndToEnd;

/// <summary>Every measurement of the benchmarks runs, at a tiny size, and prints its figures.</summary>
/// <remarks>The parts of a measurement share a process here, so the figures themselves mean nothing.</remarks>
[Parallelizable(ParallelScope.Children)]
public sealed class BenchmarkTests
{
    private static readonly string s_program =
        typeof(BenchmarkTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(static path => path.Key == "Benchmarks").Value!;

    [TestCase(
        "rate --clicks 2000 --partitions 2",
        "fill.sessions", "bare.whole.eventsPerSecond", "engine.figures.whole.eventsPerCpuSecond", "engine.processed", "check.found",
        "engineToBarePerCpuSecond")]
    [TestCase(
        "latency --rate 500 --users 100 --warm-up 10ms --duration 100ms --partitions 2",
        "runs.0.probe.latency.p50", "runs.1.probe.latency.p99", "runs.2.probe.latency.p99", "runs.2.probe.clicks")]
    [TestCase(
        "memory --clicks 100 --rate 500 --users 100 --partitions 2 --sample 50ms",
        "memory.peak", "memory.limit", "load.steadyClicks", "last.read", "last.resident")]
    [TestCase(
        "growth --users 100 --clicks 20000 --warm-up 100 --closing 100 --partitions 1",
        "rows.0.valueBytes", "rows.0.bareMicroseconds", "rows.0.microsecondsPerClick", "rows.0.engine.liveStateBytes", "rows.0.engine.closes.whole.wallSeconds")]
    [TestCase(
        "restore --users 500 --rate 500 --load 50ms --kills 1 --partitions 2",
        "build.whole.eventsPerSecond", "bare.whole.eventsPerSecond", "full.whole.wallSeconds", "restarts.0.processingSeconds", "restarts.0.replayed")]
    public async Task A_measurement_on_the_embedded_log_prints_its_figures(string arguments, params string[] figures)
    {
        var output = await Tool.DotnetAsync(
            TestContext.CurrentContext.WorkDirectory, ["exec", s_program, .. arguments.Split(' '), "--in-process", "--one-process", "--json"]);

        using var result = JsonDocument.Parse(output);
        Assert.Multiple(() =>
        {
            foreach (var figure in figures)
            {
                Assert.That(Number(result.RootElement, figure), Is.Positive, $"{figure} in {output}");
            }
        });
    }

    /// <summary>The number at a path of members and indexes; zero when there is none.</summary>
    private static double Number(JsonElement element, string path)
    {
        foreach (var part in path.Split('.'))
        {
            if (element.ValueKind == JsonValueKind.Array)
            {
                element = int.Parse(part, System.Globalization.CultureInfo.InvariantCulture) is var index && index < element.GetArrayLength() ? element[index] : default;
            }
            else if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(part, out element))
            {
                return 0;
            }
        }

        return element.ValueKind == JsonValueKind.Number ? element.GetDouble() : 0;
    }
}
