using System.Reflection;

namespace ClickstreamAnalysis.Tests.Architecture;

/// <summary>The assemblies of all packages: each folder of <c>src</c> is one, except for the templates.</summary>
internal static class PackagedAssemblies
{
    public static IReadOnlyList<Assembly> All { get; } =
    [
        .. Directory.EnumerateFiles(Path.Combine(RepositoryFiles.Root, "src"), "*.csproj", SearchOption.AllDirectories)
            .Where(static project => Path.GetFileNameWithoutExtension(project) == Path.GetFileName(Path.GetDirectoryName(project)))
            .Select(static project => Path.GetFileNameWithoutExtension(project)!)
            .Where(static name => name != "ClickstreamAnalysis.Templates")
            .Select(Assembly.Load),
    ];
}
