namespace ClickstreamAnalysis.Tests.Packaging;

/// <summary>The packages of this source tree in a temporary folder, packed once for all tests of this namespace.</summary>
[SetUpFixture]
internal sealed class LocalFeed
{
    private static readonly string[] s_packages = ["ClickstreamAnalysis", "ClickstreamAnalysis.Hosting", "ClickstreamAnalysis.AspNetCore", "ClickstreamAnalysis.Streamiz", "ClickstreamAnalysis.Testing", "ClickstreamAnalysis.SchemaRegistry", "ClickstreamAnalysis.Avro", "ClickstreamAnalysis.JsonSchema", "ClickstreamAnalysis.Protobuf", "ClickstreamAnalysis.Templates"];

    /// <summary>The version of the packages. NuGet keeps what it has once unpacked: with the same version a later run would test the packages of an earlier one.</summary>
    public static string Version { get; } = $"0.1.0-stranger.{TimeProvider.System.GetUtcNow().UtcTicks}";

    /// <summary>A temporary folder. Projects below it restore from the feed and from where the user restores from.</summary>
    public static string Folder { get; private set; } = "";

    /// <summary>The folder of the packages.</summary>
    public static string Path => System.IO.Path.Combine(Folder, "feed");

    [OneTimeSetUp]
    public static async Task Pack()
    {
        Folder = Directory.CreateTempSubdirectory("clickstream-stranger-").FullName;
        foreach (var package in s_packages)
        {
            // Its own output folders: the build that runs this test may not be touched while it runs.
            await Tool.DotnetAsync(
                Readme.Repository, "pack", System.IO.Path.Combine("src", package), "-o", Path, "--artifacts-path", System.IO.Path.Combine(Folder, "build"),
                "-c", "Release", "-v", "quiet", $"-p:Version={Version}");
        }

        await File.WriteAllTextAsync(System.IO.Path.Combine(Folder, "nuget.config"), $"""
            <configuration>
              <packageSources>
                <add key="stranger" value="{Path}" />
              </packageSources>
            </configuration>
            """);
    }

    [OneTimeTearDown]
    public static void Clean()
    {
        Directory.Delete(Folder, recursive: true);
        var root = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? System.IO.Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        foreach (var package in s_packages)
        {
            var unpacked = System.IO.Path.Combine(root, package.ToLowerInvariant(), Version);
            if (Directory.Exists(unpacked))
            {
                Directory.Delete(unpacked, recursive: true);
            }
        }
    }
}
