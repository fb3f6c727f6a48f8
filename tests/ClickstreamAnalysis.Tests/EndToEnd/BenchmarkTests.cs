using System.Globalization;
using System.Reflection;
using System.Text.Json;
using ClickstreamAnalysis.Tests.Packaging;

namespace ClickstreamAnalysis.Tests.EndToEnd;

/// <summary>Every measurement of the benchmarks runs, at a tiny size, and prints its figures.</summary>
public sealed class BenchmarkTests
{
    // One line for each measurement, in the order in which they run.
    private static readonly string[][] s_figures =
    [
        ["fill.sessions", "bare.whole.eventsPerSecond", "engine.figures.whole.eventsPerCpuSecond", "engine.processed", "check.found", "engineToBarePerCpuSecond", "topologies.0.toSessionsPerCpuSecond", "topologies.0.engine.processed"],
        ["runs.0.probe.latency.p50", "runs.1.probe.latency.p99", "runs.2.probe.latency.p99", "runs.2.probe.clicks"],
        ["memory.peak", "memory.limit", "load.steadyClicks", "last.read", "last.resident"],
        ["rows.0.valueBytes", "rows.0.bareMicroseconds", "rows.0.engine.clicks.whole.wallSeconds", "rows.0.engine.liveStateBytes", "rows.0.engine.closes.whole.wallSeconds"],
        ["build.whole.eventsPerSecond", "bare.whole.eventsPerSecond", "full.whole.wallSeconds", "restarts.0.processingSeconds", "restarts.0.runningSeconds"],
        ["rows.0.bare.usage.eventsPerSecond", "rows.0.collectorMicroseconds", "rows.1.collector.usage.eventsPerCpuSecond", "accepted", "inLog"],
    ];

    [Test]
    public async Task Every_measurement_prints_its_figures()
    {
        var program = typeof(BenchmarkTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(static path => path.Key == "Benchmarks").Value!;

        var output = await Tool.DotnetAsync(TestContext.CurrentContext.WorkDirectory, "exec", program, "smoke");

        var results = output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        Assert.That(results, Has.Length.EqualTo(s_figures.Length), output);
        using (Assert.EnterMultipleScope())
        {
            foreach (var (result, figures) in results.Zip(s_figures))
            {
                using var json = JsonDocument.Parse(result);
                foreach (var figure in figures)
                {
                    Assert.That(Number(json.RootElement, figure), Is.Positive, $"{figure} in {result}");
                }
            }
        }
    }

    /// <summary>The number at a path of members and indexes; zero when there is none.</summary>
    private static double Number(JsonElement element, string path)
    {
        foreach (var part in path.Split('.'))
        {
            if (element.ValueKind == JsonValueKind.Array && int.Parse(part, CultureInfo.InvariantCulture) < element.GetArrayLength())
            {
                element = element[int.Parse(part, CultureInfo.InvariantCulture)];
            }
            else if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(part, out element))
            {
                return 0;
            }
        }

        return element.ValueKind == JsonValueKind.Number ? element.GetDouble() : 0;
    }
}
