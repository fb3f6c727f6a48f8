using ClickstreamAnalysis.Formats.Tests.Registry;
using ClickstreamAnalysis.Guide.Tests.Pages;
using ClickstreamAnalysis.Guide.Tests.Programs;

namespace ClickstreamAnalysis.Formats.Tests.Guide;

/// <summary>The programs of the guide that need a schema registry print what their page says.</summary>
public sealed class GuideOnRegistryTests
{
    private static IEnumerable<TestCaseData> Programs => GuidePage.Programs.Where(program => program.NeedsRegistry && !program.NeedsBroker)
        .Select(program => new TestCaseData(program).SetArgDisplayNames(program.ToString()));

    [TestCaseSource(nameof(Programs))]
    public void Program_OnARegistry_PrintsWhatThePageSays(object program)
    {
        var read = (GuideProgram)program;

        ProgramRunner.Run(read with { Code = read.Code.Replace("http://localhost:8081", TestRegistry.Url, StringComparison.Ordinal) });
    }
}
