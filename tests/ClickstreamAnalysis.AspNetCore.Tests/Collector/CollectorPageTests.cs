using System.Diagnostics.Metrics;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using ClickstreamAnalysis.AspNetCore.Collector;
using Microsoft.Extensions.Logging;

namespace ClickstreamAnalysis.AspNetCore.Tests.Collector;

/// <summary>The page about the collector names every option, instrument and log message.</summary>
[TestFixture]
internal sealed partial class CollectorPageTests
{
    private static readonly string[] s_page = File.ReadAllLines(Repository.PathOf("docs", "guide", "collector.md"));

    [Test]
    public void Page_ListsEveryOption() => Assert.That(
        FirstCells("## Defaults", "## Telemetry"), Is.EqualTo(typeof(ClickCollectorOptions).GetProperties().Select(property => property.Name)));

    [Test]
    public void Page_ListsEveryInstrument()
    {
        var found = new List<string>();
        RuntimeHelpers.RunClassConstructor(typeof(CollectorInstruments).TypeHandle);
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, _) =>
            {
                if (instrument.Meter.Name == StreamsTelemetry.MeterName && instrument.Name.StartsWith("clickstream.collector.", StringComparison.Ordinal))
                {
                    found.Add($"| `{instrument.Name}` | {instrument.GetType().Name.Split('`')[0]} | `{instrument.Unit}` |");
                }
            },
        };
        listener.Start();

        Assert.That(found, Has.Count.EqualTo(3));
        Assert.That(found.Where(row => !s_page.Any(line => line.StartsWith(row, StringComparison.Ordinal))), Is.Empty);
    }

    [Test]
    public void Page_ListsEveryLogMessage() => Assert.That(
        typeof(CollectorLog).GetMethods().Select(method => method.GetCustomAttribute<LoggerMessageAttribute>()).OfType<LoggerMessageAttribute>()
            .Where(message => !s_page.Any(line => line.Contains($"{message.EventId} ({message.Level})", StringComparison.Ordinal))),
        Is.Empty);

    private static IEnumerable<string> FirstCells(string from, string to) =>
        s_page.SkipWhile(line => line != from).TakeWhile(line => line != to).Select(line => Row().Match(line)).Where(row => row.Success).Select(row => row.Groups["name"].Value);

    [GeneratedRegex("^\\| `(?<name>\\w+)` \\|")]
    private static partial Regex Row();
}
