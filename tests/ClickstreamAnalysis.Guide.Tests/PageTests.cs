using System.Text.RegularExpressions;
using ClickstreamAnalysis.Guide.Tests.Pages;

namespace ClickstreamAnalysis.Guide.Tests;

/// <summary>Links of all documents lead somewhere, and the pages of the guide share one order.</summary>
public sealed partial class PageTests
{
    private static readonly string[] s_sections = ["About", "Usage", "Defaults", "Telemetry", "Diagram", "Mistakes to avoid"];

    private static readonly string[] s_otherPages = ["README.md", "docs/guide/README.md", "docs/guide/settings-for-hosts.md", "docs/guide/migration.md"];

    private static IEnumerable<string> Documents => new[] { "*.md", "docs", "samples", "tests" }.SelectMany(static part =>
        part == "*.md"
            ? Directory.EnumerateFiles(GuidePage.Repository, part)
            : Directory.EnumerateFiles(Path.Combine(GuidePage.Repository, part), "*.md", SearchOption.AllDirectories))
        .Where(file => !file.Split(Path.DirectorySeparatorChar).Any(folder => folder is "bin" or "obj"));

    [Test]
    public void Link_ToAFile_LeadsToOne() =>
        Assert.That(
            from document in Documents
            from Match link in Link().Matches(File.ReadAllText(document))
            let target = link.Groups["target"].Value
            where !target.Contains("://", StringComparison.Ordinal) && !target.StartsWith('#')
            let path = Path.Combine(Path.GetDirectoryName(document)!, target.Split('#')[0])
            where !File.Exists(path) && !Directory.Exists(path)
            select $"{document}: {target}",
            Is.Empty);

    [Test]
    public void Page_OfTheGuide_HasTheSectionsInOneOrder() =>
        Assert.That(
            from page in GuidePage.All.Except(s_otherPages)
            let sections = File.ReadLines(Path.Combine(GuidePage.Repository, page))
                .Where(line => line.StartsWith("## ", StringComparison.Ordinal)).Select(line => line[3..]).ToArray()
            where !sections.SequenceEqual(s_sections)
            select $"{page}: {string.Join(", ", sections)}",
            Is.Empty);

    [Test]
    public void Page_OfTheGuide_HasAPicture() =>
        Assert.That(
            from page in GuidePage.All.Except(s_otherPages)
            let text = File.ReadAllText(Path.Combine(GuidePage.Repository, page))
            where !text.Contains("```mermaid", StringComparison.Ordinal) && !text.Contains("](images/", StringComparison.Ordinal)
            select page,
            Is.Empty);

    [Test]
    public void Diagram_InMermaid_HasNoWordThatMermaidReserves() =>
        Assert.That(
            from document in Documents
            from Match diagram in Diagram().Matches(File.ReadAllText(document))
            from Match reserved in (diagram.Value.Contains("sequenceDiagram", StringComparison.Ordinal) ? Statements() : ReservedNode()).Matches(diagram.Value)
            select $"{document}: {reserved.Value.Trim()}",
            Is.Empty);

    [GeneratedRegex("```mermaid.*?```", RegexOptions.Singleline)]
    private static partial Regex Diagram();

    /// <summary>A semicolon ends the text of a message.</summary>
    [GeneratedRegex("^.*;.*$", RegexOptions.Multiline)]
    private static partial Regex Statements();

    /// <summary>A node cannot be named by a keyword, unless a shape follows.</summary>
    [GeneratedRegex(@"([>|]\s*(click|end|style|class|graph)|^\s*click)\s*(-|$)", RegexOptions.Multiline)]
    private static partial Regex ReservedNode();

    [GeneratedRegex(@"(?<!`)\[[^\]]*\]\((?<target>[^)\s]+)\)")]
    private static partial Regex Link();
}
