using ClickstreamAnalysis.Guide.Tests.Pages;
using ClickstreamAnalysis.Guide.Tests.Programs;

namespace ClickstreamAnalysis.Guide.Tests;

/// <summary>The programs of the README and of the guide compile, print what their page says, and stay short.</summary>
public sealed class GuideTests
{
    private const int MaxLines = 25;
    private const int MaxColumns = 100;

    private static readonly string[] s_usings = ["using ClickstreamAnalysis;", "using ClickstreamAnalysis.Testing;"];

    // Streamiz has a namespace for each of its parts.
    private static readonly string[] s_usingsOfStreamiz = ["using Streamiz.Kafka.Net;", "using Streamiz.Kafka.Net.Mock;", "using Streamiz.Kafka.Net.SerDes;"];

    private static IEnumerable<TestCaseData> All => GuidePage.Programs.Select(Case);

    private static IEnumerable<TestCaseData> Local => GuidePage.Programs.Where(program => !program.NeedsBroker && !program.NeedsRegistry).Select(Case);

    [TestCaseSource(nameof(Local))]
    public void Program_Run_PrintsWhatThePageSays(object program) => ProgramRunner.Run((GuideProgram)program);

    [TestCaseSource(nameof(All))]
    public void Program_OfAPage_IsShortWithOneUsing(object program)
    {
        var lines = ((GuideProgram)program).Code.Split('\n', StringSplitOptions.RemoveEmptyEntries);

        // Lines that only structure the others do not count.
        Assert.That(lines.Count(line => line.Trim() is not ("" or "{" or "}")), Is.LessThan(MaxLines));
        Assert.That(lines.Where(line => line.Length > MaxColumns), Is.Empty);
        Assert.That(lines.Where(line => line.StartsWith("using ", StringComparison.Ordinal) && !line.Contains('=')), Is.SubsetOf([.. s_usings, .. s_usingsOfStreamiz]));
    }

    [TestCaseSource(nameof(All))]
    public void Program_OfAPage_HasItsOutputBehindIt(object program) => Assert.That(((GuideProgram)program).Output, Is.Not.Null);

    [Test]
    public void Program_OfTheReadme_HasFewerThan25LinesOfAnyKind() =>
        Assert.That(GuidePage.Programs.First().Code.Count(c => c == '\n'), Is.LessThan(MaxLines));

    [Test]
    public void Program_OnAServer_Compiles() =>
        Assert.That(GuidePage.Programs.Where(program => program.NeedsBroker || program.NeedsRegistry).SelectMany(program => ProgramCompiler.Compile(program.Code).Mistakes), Is.Empty);

    [Test]
    public void SourceFile_OfAPage_Compiles() =>
        Assert.That(GuidePage.SourceFiles.SelectMany(file => ProgramCompiler.Compile(file.Code).Mistakes.Select(mistake => $"{file.Name}: {mistake}")), Is.Empty);

    private static TestCaseData Case(GuideProgram program) => new TestCaseData(program).SetArgDisplayNames(program.ToString());
}
