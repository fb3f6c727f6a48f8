using System.Text.RegularExpressions;

namespace ClickstreamAnalysis.Tests.Architecture;

/// <summary>Rules about source files, which compiled code cannot show.</summary>
public sealed partial class SourceTests
{
    private const int MaxLines = 400;

    private static readonly string[] s_clocks =
    [
        "DateTime.Now", "DateTime.UtcNow", "DateTime.Today", "DateTimeOffset.Now", "DateTimeOffset.UtcNow", "Thread.Sleep", "Random.Shared",
    ];

    private static IEnumerable<string> LibraryFiles => RepositoryFiles.Of("src");

    private static IEnumerable<string> AllFiles => RepositoryFiles.Of("src").Concat(RepositoryFiles.Of("samples")).Concat(RepositoryFiles.Of("tests"));

    [Test]
    public void Files_are_short_enough_to_hold_one_concept() =>
        Assert.That(LibraryFiles.Concat(RepositoryFiles.Of("samples")).Select(file => (file, Lines: File.ReadLines(file).Count())).Where(file => file.Lines > MaxLines), Is.Empty);

    [Test]
    public void A_file_has_one_public_type_at_most() =>
        Assert.That(LibraryFiles.Where(file => PublicType().Count(File.ReadAllText(file)) > 1), Is.Empty);

    [Test]
    public void A_public_type_lives_in_the_file_of_its_name() =>
        Assert.That(
            from file in LibraryFiles
            let type = PublicType().Match(File.ReadAllText(file))
            let stem = Path.GetFileNameWithoutExtension(file).Split('{', '.')[0]
            where type.Success && !type.Value.Contains(" partial ", StringComparison.Ordinal)
                && type.Groups["name"].Value != stem && !stem.StartsWith(type.Groups["name"].Value, StringComparison.Ordinal)
            select file,
            Is.Empty);

    [Test]
    public void Public_types_are_in_the_root_namespace_and_all_others_in_that_of_their_folder() =>
        Assert.That(
            from file in LibraryFiles
            let folder = Path.GetDirectoryName(Path.GetRelativePath(RepositoryFiles.Root, file))!["src/".Length..].Replace('/', '.').Replace('\\', '.')
            let text = File.ReadAllText(file)
            let declared = Namespace().Match(text).Groups["name"].Value
            let isForLogs = folder is "ClickstreamAnalysis.Logs" or "ClickstreamAnalysis.Logs.Groups" && declared == "ClickstreamAnalysis.Logs"
            let expected = !PublicType().IsMatch(text) ? folder
                : isForLogs ? "ClickstreamAnalysis.Logs"
                : string.Join('.', folder.Split('.').TakeWhile(part => part is "ClickstreamAnalysis" or "Testing"))
            where declared.Length > 0 && declared != expected
            select $"{file}: {declared}",
            Is.Empty);

    [Test]
    public void Time_and_chance_come_from_outside() =>
        Assert.That(
            from file in AllFiles
            where Path.GetFileName(file) != "SourceTests.cs"
            from line in File.ReadLines(file)
            where !line.TrimStart().StartsWith("//", StringComparison.Ordinal) && s_clocks.Any(clock => line.Contains(clock, StringComparison.Ordinal))
            select $"{file}: {line.Trim()}",
            Is.Empty);

    [Test]
    public void There_are_no_regions() =>
        Assert.That(AllFiles.Where(file => File.ReadLines(file).Any(line => line.TrimStart().StartsWith("#region", StringComparison.Ordinal))), Is.Empty);

    [GeneratedRegex(
        @"^public (?:(?:static|sealed|abstract|partial|readonly|ref|unsafe) )*(?:class|struct|interface|enum|record struct|record class|record|delegate [^(]+?) (?<name>\w+)",
        RegexOptions.Multiline)]
    private static partial Regex PublicType();

    [GeneratedRegex(@"^namespace (?<name>[\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Namespace();
}
