using System.Text;

namespace ClickstreamAnalysis.Events;

/// <summary>A name on the way to the fields of a mapping, and what is below it. Filled once, then immutable.</summary>
internal sealed class PathNode(string name)
{
    private readonly byte[] _name = Encoding.UTF8.GetBytes(name);

    public string Text => name;

    /// <summary>The members of an object.</summary>
    public List<PathNode> Members { get; } = [];

    /// <summary>The elements of an array, by the value of their <c>key</c>.</summary>
    public List<PathNode> Elements { get; } = [];

    /// <summary>The fields that take the value, each with the place of this path among the field's paths.</summary>
    public (ClickFieldName Field, int Place)[] Targets { get; private set; } = [];

    /// <summary>Whether a field takes a text, a number or a time from here, so an object or an array is a mistake.</summary>
    public bool TakesText { get; private set; }

    /// <summary>Whether only the time is taken from here.</summary>
    public bool IsTime { get; private set; }

    public void Add(ClickFieldName field, int place)
    {
        Targets = [.. Targets, (field, place)];
        IsTime = Targets is [(ClickFieldName.Time, _)];
        TakesText |= field != ClickFieldName.Properties;
    }

    public static PathNode? Find(List<PathNode> nodes, ReadOnlySpan<byte> name)
    {
        foreach (var node in nodes)
        {
            if (node._name.AsSpan().SequenceEqual(name))
            {
                return node;
            }
        }

        return null;
    }

    /// <summary>The node at the end of a path, made if there is none; null for a text that is no path.</summary>
    public PathNode? At(string path)
    {
        var node = this;
        foreach (var part in path.Split('.'))
        {
            var bracket = part.IndexOf('[', StringComparison.Ordinal);
            var member = bracket < 0 ? part : part[..bracket];
            if (member.Length == 0 || (bracket >= 0 && (part[^1] != ']' || part.Length - bracket < 3)))
            {
                return null;
            }

            node = Below(node.Members, member);
            node = bracket < 0 ? node : Below(node.Elements, part[(bracket + 1)..^1]);
        }

        return node;
    }

    private static PathNode Below(List<PathNode> nodes, string name)
    {
        var node = nodes.Find(other => other.Text == name);
        if (node is null)
        {
            nodes.Add(node = new PathNode(name));
        }

        return node;
    }
}
