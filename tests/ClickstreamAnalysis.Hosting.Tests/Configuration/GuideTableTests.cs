using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using ClickstreamAnalysis.Hosting.Configuration;

namespace ClickstreamAnalysis.Hosting.Tests.Configuration;

/// <summary>The table of the guide has every key, and only keys that exist.</summary>
[TestFixture]
public sealed partial class GuideTableTests
{
    [Test]
    public void Table_OfTheGuide_HasEveryKey()
    {
        var keys = SettingTables.Application.Keys
            .Concat(SettingTables.Restart.Keys.Select(key => $"Restart:{key}"))
            .Concat(SettingTables.Kafka.Keys.Select(key => $"Kafka:{key}"))
            .Concat(new[] { "Client", "Consumer", "Producer", "Admin" }.Select(kind => $"Kafka:{kind}Properties:…"))
            .Concat(SettingTables.EmbeddedLog.Keys.Select(key => $"EmbeddedLog:{key}"));
        var page = File.ReadAllLines(Path.Combine(Root(), "docs", "guide", "hosting.md"))
            .SkipWhile(line => line != "## Defaults").TakeWhile(line => line != "## Telemetry");
        Assert.That(page.Select(line => Key().Match(line)).Where(key => key.Success).Select(key => key.Groups["key"].Value), Is.EquivalentTo(keys));
    }

    private static string Root([CallerFilePath] string here = "") => new[] { Path.GetDirectoryName(here), AppContext.BaseDirectory }
        .SelectMany(Above).First(folder => File.Exists(Path.Combine(folder, "ClickstreamAnalysis.sln")));

    private static IEnumerable<string> Above(string? folder)
    {
        for (var at = folder is null ? null : new DirectoryInfo(folder); at is not null; at = at.Parent)
        {
            yield return at.FullName;
        }
    }

    [GeneratedRegex(@"^\| `(?<key>[^`]+)` \|")]
    private static partial Regex Key();
}
