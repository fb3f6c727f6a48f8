using System.Reflection;
using System.Text.RegularExpressions;

namespace ClickstreamAnalysis.Tests.Architecture;

/// <summary>Which folder of a package may refer to which others: the arrows of <see cref="Allowed"/>, and no more.</summary>
/// <param name="project">The folder of the package below <c>src</c>, which is also its namespace for internal types.</param>
/// <param name="allowed">The rooms from bottom to top, each with those that it refers to. A room is a folder with its levels below, unless those are rooms, too; the package's own folder has the name "".</param>
internal sealed partial class Rooms(string project, IReadOnlyDictionary<string, string[]> allowed)
{
    private readonly Dictionary<string, string> _folders = RepositoryFiles.Of($"src/{project}")
        .SelectMany(file => DeclaredType().Matches(File.ReadAllText(file)).Select(type => (Name: type.Groups["name"].Value, Folder: FolderOf(project, file))))
        .DistinctBy(static type => type.Name)
        .ToDictionary(static type => type.Name, static type => type.Folder);

    public IReadOnlyDictionary<string, string[]> Allowed => allowed;

    /// <summary>The rooms that an assembly has.</summary>
    public IEnumerable<string> Of(Assembly assembly) => assembly.GetTypes().Where(static type => !type.IsNested)
        .Select(type => RoomOf(type.Namespace ?? "", type.Name)).OfType<string>().Distinct();

    /// <summary>The arrows that the code has.</summary>
    public IReadOnlyCollection<(string From, string To)> ArrowsOf(CompiledAssembly assembly) =>
    [
        .. assembly.Uses.Select(use => (From: RoomOf(use.Namespace, use.Type), To: RoomOf(use.UsedNamespace, use.UsedType)))
            .Where(static arrow => arrow is { From: not null, To: not null } && arrow.From != arrow.To).Select(static arrow => (arrow.From!, arrow.To!)).Distinct(),
    ];

    /// <summary>The arrows that are written down.</summary>
    public IEnumerable<(string From, string To)> Written => allowed.SelectMany(static room => room.Value.Select(to => (room.Key, to)));

    /// <summary>The room of a type: by its namespace, or for a public type in the namespace of all packages by the folder of its file; null for types of others.</summary>
    private string? RoomOf(string fullNamespace, string type) =>
        fullNamespace == project || fullNamespace.StartsWith($"{project}.", StringComparison.Ordinal) ? Longest(fullNamespace[project.Length..].TrimStart('.'))
        : fullNamespace == "ClickstreamAnalysis" && _folders.TryGetValue(type.Split('`')[0], out var folder) ? Longest(folder)
        : null;

    private string Longest(string name) =>
        allowed.Keys.Where(room => name == room || name.StartsWith($"{room}.", StringComparison.Ordinal)).MaxBy(static room => room.Length) ?? name;

    private static string FolderOf(string project, string file) =>
        Path.GetRelativePath(Path.Combine(RepositoryFiles.Root, "src", project), Path.GetDirectoryName(file)!).Replace(Path.DirectorySeparatorChar, '.') is not "." and var folder ? folder : "";

    [GeneratedRegex(@"^public [\w ]*?(?:class|interface|enum|record struct|record class|struct|record|delegate [^(]+?) (?<name>\w+)", RegexOptions.Multiline)]
    private static partial Regex DeclaredType();
}
