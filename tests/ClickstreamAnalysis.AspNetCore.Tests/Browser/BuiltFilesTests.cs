using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace ClickstreamAnalysis.AspNetCore.Tests.Browser;

/// <summary>The built files of the dashboard are those of its sources. The build writes hashes of both, so that this needs no Node.js.</summary>
[TestFixture]
internal sealed class BuiltFilesTests
{
    private const string Advice = "Run \"npm ci --ignore-scripts && npm run build\" in src/ClickstreamAnalysis.AspNetCore/Dashboard/Web and commit the result.";

    private static readonly Dictionary<string, string> s_hashes = File.ReadLines(Path.Combine(DashboardFiles.Built, "hashes.txt"))
        .Select(static line => line.Split("  ", 2))
        .ToDictionary(static parts => parts[1], static parts => parts[0]);

    [Test]
    public void Sources_since_the_build_have_not_changed()
    {
        var list = new StringBuilder();
        foreach (var file in Sources())
        {
            list.Append(Hash(Text(Path.Combine(DashboardFiles.Sources, file)))).Append("  ").Append(file).Append('\n');
        }

        Assert.That(Hash(list.ToString()), Is.EqualTo(s_hashes["sources"]), $"A source changed after the build. {Advice}");
    }

    [Test]
    public void Built_files_are_as_the_build_wrote_them()
    {
        var built = Directory.GetFiles(DashboardFiles.Built).Select(static path => Path.GetFileName(path)).Where(static name => name != "hashes.txt");

        Assert.That(
            built.ToDictionary(static name => name, static name => Hash(Text(Path.Combine(DashboardFiles.Built, name)))),
            Is.EquivalentTo(s_hashes.Where(static entry => entry.Key != "sources")),
            $"A built file was changed by hand. {Advice}");
    }

    [Test]
    public void The_whole_page_stays_below_one_megabyte() =>
        Assert.That(
            new[] { "index.html", "dashboard.js", "dashboard.css" }.Sum(static name => new FileInfo(Path.Combine(DashboardFiles.Built, name)).Length),
            Is.LessThan(800_000));

    [Test]
    public void Third_parties_are_named_with_their_licenses()
    {
        var notices = File.ReadAllText(Path.Combine(DashboardFiles.Built, "THIRD-PARTY-NOTICES.txt"));

        Assert.That(notices, Does.Contain("echarts 6.").And.Contain("Apache License").And.Contain("zrender 6.").And.Contain("tslib 2."));
    }

    [Test]
    public void Packages_come_from_the_public_registry_with_their_hashes()
    {
        using var locked = JsonDocument.Parse(File.ReadAllText(Path.Combine(DashboardFiles.Sources, "package-lock.json")));
        var packages = locked.RootElement.GetProperty("packages").EnumerateObject().Where(static package => package.Name.Length > 0).ToArray();

        Assert.Multiple(() =>
        {
            Assert.That(packages, Is.Not.Empty);
            foreach (var package in packages)
            {
                Assert.That(package.Value.GetProperty("resolved").GetString(), Does.StartWith("https://registry.npmjs.org/"), package.Name);
                Assert.That(package.Value.GetProperty("integrity").GetString(), Does.StartWith("sha512-"), package.Name);
            }
        });
    }

    [Test]
    public void Page_has_no_inline_script_or_style_and_loads_nothing_from_elsewhere()
    {
        var page = Text(Path.Combine(DashboardFiles.Built, "index.html"));

        Assert.That(page, Does.Not.Contain("style=").And.Not.Contain("<style").And.Not.Contain("src=\"http").And.Not.Contain("href=\"http").And.Not.Match("<script(?![^>]*src=)"));
    }

    // The folders that the build leaves out, see build.mjs.
    private static IEnumerable<string> Sources() => Directory
        .EnumerateFiles(DashboardFiles.Sources, "*", SearchOption.AllDirectories)
        .Select(static path => Path.GetRelativePath(DashboardFiles.Sources, path).Replace(Path.DirectorySeparatorChar, '/'))
        .Where(static file => !file.Split('/').Any(static part => part is "node_modules" or "mock"))
        .Order(StringComparer.Ordinal);

    private static string Text(string path) => File.ReadAllText(path).ReplaceLineEndings("\n");

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
