using System.IO.Compression;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace ClickstreamAnalysis.Tests.Packaging;

/// <summary>Somebody who knows nothing but the README: packages from a folder, an empty console project, and the program pasted.</summary>
[TestFixture]
internal sealed class StrangerTests
{
    private static readonly string[] s_packages = ["ClickstreamAnalysis", "ClickstreamAnalysis.Hosting", "ClickstreamAnalysis.AspNetCore", "ClickstreamAnalysis.Streamiz", "ClickstreamAnalysis.Testing", "ClickstreamAnalysis.SchemaRegistry", "ClickstreamAnalysis.Avro", "ClickstreamAnalysis.JsonSchema", "ClickstreamAnalysis.Protobuf"];
    private static readonly Regex s_relativeLink = new(@"\]\((?!https?://)[^)]*\)");

    [TestCaseSource(nameof(s_packages))]
    public void Pack_EachProject_HoldsReadmeAndDocumentation(string package)
    {
        using var archive = ZipFile.OpenRead(Path.Combine(LocalFeed.Path, $"{package}.{LocalFeed.Version}.nupkg"));
        var names = archive.Entries.Select(entry => entry.FullName).ToArray();

        Assert.That(names, Does.Contain("README.md"));
        Assert.That(names, Does.Contain($"lib/net10.0/{package}.dll"));
        Assert.That(names, Does.Contain($"lib/net10.0/{package}.xml"));
    }

    [TestCaseSource(nameof(s_packages))]
    public void Pack_EachProject_HasWhatAPackagePageShows(string package)
    {
        using var archive = ZipFile.OpenRead(Path.Combine(LocalFeed.Path, $"{package}.{LocalFeed.Version}.nupkg"));
        var specification = XDocument.Parse(Text(archive, $"{package}.nuspec")).Root!;
        string? Value(string name) => specification.Descendants().SingleOrDefault(element => element.Name.LocalName == name)?.Value;

        Assert.That(archive.GetEntry(Value("icon")!)?.Length, Is.Positive);
        Assert.That(Value("license"), Is.EqualTo("Apache-2.0"));
        Assert.That(Value("releaseNotes"), Does.Contain("- **").And.Not.Contains("\n## "));
        Assert.That(Value("description"), Is.Not.Empty);
        Assert.That(Value("tags"), Is.Not.Empty);
        Assert.That(File.Exists(Path.Combine(LocalFeed.Path, $"{package}.{LocalFeed.Version}.snupkg")), Is.True);
    }

    [TestCaseSource(nameof(s_packages))]
    public void Pack_EachProject_HasAReadmeWithoutRelativeLinks(string package)
    {
        using var archive = ZipFile.OpenRead(Path.Combine(LocalFeed.Path, $"{package}.{LocalFeed.Version}.nupkg"));
        var readme = Text(archive, "README.md");

        Assert.That(s_relativeLink.Matches(readme).Select(link => link.Value), Is.Empty);
        Assert.That(readme.ReplaceLineEndings("\n"), Does.Contain(Readme.Block("csharp")));
    }

    private static string Text(ZipArchive archive, string name)
    {
        using var reader = new StreamReader(archive.GetEntry(name)!.Open());
        return reader.ReadToEnd();
    }

    [Test]
    public async Task Program_PastedFromTheReadme_PrintsWhatTheReadmeSays()
    {
        var project = Path.Combine(LocalFeed.Folder, "Stranger");
        Directory.CreateDirectory(project);
        await File.WriteAllTextAsync(Path.Combine(project, "Stranger.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
                <NuGetAudit>false</NuGetAudit>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="ClickstreamAnalysis" Version="{LocalFeed.Version}" />
              </ItemGroup>
            </Project>
            """);
        await File.WriteAllTextAsync(
            Path.Combine(project, "Program.cs"), Readme.Block("csharp") + "Console.WriteLine(builder.Build().ToMermaid());\n");

        var output = (await Tool.DotnetAsync(project, "run")).ReplaceLineEndings("\n");

        var chart = output.IndexOf("flowchart", StringComparison.Ordinal);
        Assert.That(chart, Is.Positive, output);
        var expected = Readme.Block("text").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.That(output[..chart].Split('\n', StringSplitOptions.RemoveEmptyEntries), Is.EquivalentTo(expected));
        Assert.That(output[chart..].Trim(), Is.EqualTo(Readme.Block("mermaid").Trim()));
    }
}
