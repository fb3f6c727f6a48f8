using System.Text.RegularExpressions;
using ClickstreamAnalysis.Guide.Tests.Pages;

namespace ClickstreamAnalysis.Guide.Tests;

/// <summary>Each rule of the page of rules names tests, and all of them exist.</summary>
public sealed partial class RulePageTests
{
    private static readonly string[] s_sections = ["Time", "Windows", "Sessions", "Funnels", "Identity", "Errors"];

    private static readonly string[] s_lines = File.ReadAllLines(Path.Combine(GuidePage.Repository, "docs", "design", "rules-and-tests.md"));

    private static IEnumerable<string[]> Rules =>
        s_lines.Where(static line => line.StartsWith("| ", StringComparison.Ordinal) && line != "| rule | tests |").Select(static line => line.Trim('|', ' ').Split(" | "));

    [Test]
    public void Sections_AreThoseOfTheRules() =>
        Assert.That(s_lines.Where(static line => line.StartsWith("## ", StringComparison.Ordinal)).Select(static line => line[3..]), Is.EqualTo(s_sections));

    [Test]
    public void Rule_OfThePage_HasATest() =>
        Assert.That(Rules.Where(static rule => rule.Length != 2 || !NamedTest().IsMatch(rule[1])).Select(static rule => rule[0]), Is.Empty);

    [Test]
    public void Test_OfARule_Exists()
    {
        var tests = Directory.EnumerateFiles(Path.Combine(GuidePage.Repository, "tests"), "*.cs", SearchOption.AllDirectories)
            .Where(static file => !file.Split(Path.DirectorySeparatorChar).Any(static folder => folder is "bin" or "obj"))
            .SelectMany(static file => TestsIn(File.ReadAllText(file))).ToHashSet();
        Assert.That(tests, Has.Count.GreaterThan(1_000), "the tests are found");
        Assert.That(
            from rule in Rules
            from Match named in NamedTest().Matches(rule[1])
            where !tests.Contains(named.Groups["test"].Value)
            select named.Value,
            Is.Empty);
    }

    /// <summary>The methods with an attribute of a test, behind the name of the class of the file.</summary>
    private static IEnumerable<string> TestsIn(string text) =>
        from Match type in Class().Matches(text).Take(1)
        from Match test in Method().Matches(text)
        select $"{type.Groups["name"].Value}.{test.Groups["name"].Value}";

    [GeneratedRegex(@"`(?<test>[A-Za-z0-9]+\.\w+)`")]
    private static partial Regex NamedTest();

    [GeneratedRegex(@"^public (?:abstract |sealed |partial )*class (?<name>\w+)", RegexOptions.Multiline)]
    private static partial Regex Class();

    // An attribute may have several lines, and other attributes may follow.
    [GeneratedRegex(@"\[(?:Test|TestCase|TestCaseSource)\b[\s\S]*?\n\s+public (?:async )?\w+ (?<name>\w+)\(")]
    private static partial Regex Method();
}
