using ClickstreamAnalysis.Guide.Tests.Pages;
using ClickstreamAnalysis.Guide.Tests.Programs;

namespace ClickstreamAnalysis.Kafka.Tests.Guide;

/// <summary>The programs of the guide that need a broker print what their page says.</summary>
public sealed class GuideOnKafkaTests
{
    private static IEnumerable<TestCaseData> Programs => GuidePage.Programs.Where(program => program.NeedsBroker && !program.NeedsRegistry)
        .Select(program => new TestCaseData(program).SetArgDisplayNames(program.ToString()));

    [TestCaseSource(nameof(Programs))]
    public void Program_OnABroker_PrintsWhatThePageSays(object program)
    {
        var read = (GuideProgram)program;
        var id = Guid.NewGuid().ToString("N")[..8];

        // Other tests share the broker, so topics and application get names of their own.
        var code = read.Code.Replace("localhost:9092", TestBroker.BootstrapServers, StringComparison.Ordinal)
            .Replace("\"clicks\"", $"\"clicks-{id}\"", StringComparison.Ordinal)
            .Replace("\"sessions\"", $"\"sessions-{id}\"", StringComparison.Ordinal)
            .Replace("\"shop\"", $"\"shop-{id}\"", StringComparison.Ordinal);

        ProgramRunner.Run(read with { Code = code });
    }
}
