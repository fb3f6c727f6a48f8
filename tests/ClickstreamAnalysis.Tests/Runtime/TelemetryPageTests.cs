using System.Diagnostics.Metrics;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using ClickstreamAnalysis.Runtime.Telemetry;
using ClickstreamAnalysis.Tests.Architecture;

namespace ClickstreamAnalysis.Tests.Runtime;

/// <summary>The page and the dashboard about metrics name the instruments that there are.</summary>
public sealed partial class TelemetryPageTests
{
    private static readonly string s_folder = Path.Combine(RepositoryFiles.Root, "docs", "operations");

    [Test]
    public void Page_OfMetrics_ListsEachInstrumentWithKindAndUnit()
    {
        var listed = File.ReadLines(Path.Combine(s_folder, "README.md")).Select(line => Row().Match(line)).Where(row => row.Success)
            .Select(row => $"{row.Groups["name"].Value} {row.Groups["kind"].Value} {row.Groups["unit"].Value}");
        var there = Instruments().Select(instrument => $"{instrument.Name} {instrument.GetType().Name.Split('`')[0]} {instrument.Unit}");

        Assert.That(listed, Is.EquivalentTo(there));
        Assert.That(Instruments().Select(instrument => instrument.Description), Has.None.Null);
    }

    [Test]
    public void Dashboard_InGrafana_UsesOnlyMetricsThatExistInPrometheus()
    {
        var there = Instruments().SelectMany(PrometheusNames).ToHashSet();
        var used = MetricName().Matches(File.ReadAllText(Path.Combine(s_folder, "grafana-dashboard.json")) + AlertsOfThePage()).Select(name => name.Value).Distinct().ToArray();

        Assert.That(used, Is.SubsetOf(there.Concat(Labels())));
        Assert.That(used.Intersect(there).Count(), Is.GreaterThan(20));
    }

    [Test]
    public void Histograms_OfTheMeter_AdviseBoundaries()
    {
        var histograms = Instruments().OfType<Histogram<double>>().ToArray();

        Assert.That(histograms, Has.Length.EqualTo(2));
        Assert.That(histograms.Select(histogram => histogram.Advice?.HistogramBucketBoundaries), Has.All.Not.Empty.And.All.Ordered);
    }

    [Test]
    public void Code_OnThePage_IsThatOfTheSample()
    {
        var sample = File.ReadLines(Path.Combine(RepositoryFiles.Root, "samples", "Monitoring", "Program.cs")).ToHashSet();
        var shown = CodeBlock().Matches(File.ReadAllText(Path.Combine(s_folder, "README.md"))).SelectMany(block => block.Groups["code"].Value.TrimEnd().Split('\n'));

        Assert.That(shown, Is.Not.Empty.And.SubsetOf(sample));
    }

    private static List<Instrument> Instruments()
    {
        var found = new List<Instrument>();
        foreach (var type in PackagedAssemblies.All.SelectMany(static assembly => assembly.GetTypes()).Where(HasInstruments))
        {
            RuntimeHelpers.RunClassConstructor(type.TypeHandle);
        }

        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, _) =>
            {
                if (instrument.Meter.Name == StreamsTelemetry.MeterName)
                {
                    found.Add(instrument);
                }
            },
        };
        listener.Start();
        return found;
    }

    private static bool HasInstruments(Type type) => !type.ContainsGenericParameters
        && type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic).Any(static field => field.FieldType.IsAssignableTo(typeof(Meter)) || field.FieldType.IsAssignableTo(typeof(Instrument)));

    private static IEnumerable<string> PrometheusNames(Instrument instrument)
    {
        var name = instrument.Name.Replace('.', '_') + instrument.Unit switch { "s" => "_seconds", "By" => "_bytes", _ => "" };
        return instrument switch
        {
            Histogram<double> => [$"{name}_bucket", $"{name}_sum", $"{name}_count"],
            ObservableCounter<long> or Counter<long> => [$"{name}_total"],
            _ => [name],
        };
    }

    private static string AlertsOfThePage() => string.Concat(File.ReadLines(Path.Combine(s_folder, "README.md")).SkipWhile(static line => line != "## Alerts to begin with"));

    private static IEnumerable<string> Labels() => typeof(TagNames).GetFields().Select(field => ((string)field.GetRawConstantValue()!).Replace('.', '_'));

    [GeneratedRegex(@"^\| `(?<name>clickstream[a-z_.]+)` \| (?<kind>\w+) \| `(?<unit>[^`]+)` \|")]
    private static partial Regex Row();

    [GeneratedRegex("```csharp\n(?<code>.*?)```", RegexOptions.Singleline)]
    private static partial Regex CodeBlock();

    [GeneratedRegex(@"clickstream_\w+")]
    private static partial Regex MetricName();
}
