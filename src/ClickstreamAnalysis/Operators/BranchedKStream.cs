using ClickstreamAnalysis.Operators;
using ClickstreamAnalysis.Topologies;

namespace ClickstreamAnalysis;

/// <summary>A stream split into named branches. Create it with <c>stream.Split()</c>, and get the branches by name.</summary>
/// <remarks>Not thread-safe, like the <see cref="TopologyBuilder"/> it belongs to.</remarks>
/// <typeparam name="TKey">Type of the keys.</typeparam>
/// <typeparam name="TValue">Type of the values.</typeparam>
public sealed class BranchedKStream<TKey, TValue>
{
    private readonly KStream<TKey, TValue> _stream;
    private readonly SplitNode<TKey, TValue> _node;
    private readonly Dictionary<string, KStream<TKey, TValue>> _branches = [];

    internal BranchedKStream(KStream<TKey, TValue> stream, SplitNode<TKey, TValue> node)
    {
        _stream = stream;
        _node = node;
    }

    /// <summary>Gets the stream of a branch.</summary>
    /// <param name="name">The name passed to <c>Branch</c> or <c>Default</c>.</param>
    /// <returns>The records of the branch.</returns>
    /// <exception cref="KeyNotFoundException">There is no branch of this name; the message lists the existing ones.</exception>
    public KStream<TKey, TValue> this[string name]
    {
        get
        {
            ArgumentNullException.ThrowIfNull(name);
            return _branches.TryGetValue(name, out var branch)
                ? branch
                : throw new KeyNotFoundException($"'{_node.Name}' has no branch '{name}'. Its branches: {string.Join(", ", _branches.Keys)}.");
        }
    }

    /// <summary>Adds a branch. Branches are tried in the order in which they were added.</summary>
    /// <param name="name">Name of the branch, unique in this split.</param>
    /// <param name="predicate">Whether the branch accepts a record, from its key and value.</param>
    /// <returns>This split.</returns>
    public BranchedKStream<TKey, TValue> Branch(string name, Func<TKey, TValue, bool> predicate) => Add(name, new(predicate));

    /// <summary>Adds a branch. Branches are tried in the order in which they were added.</summary>
    /// <param name="name">Name of the branch, unique in this split.</param>
    /// <param name="predicate">Whether the branch accepts a record.</param>
    /// <returns>This split.</returns>
    public BranchedKStream<TKey, TValue> Branch(string name, Func<Record<TKey, TValue>, bool> predicate) => Add(name, new(predicate));

    /// <summary>
    /// Adds the default branch, for records that no other branch accepts; its position in the order does not matter. Without it they are
    /// dropped.
    /// </summary>
    /// <param name="name">Name of the branch, unique in this split.</param>
    /// <returns>This split.</returns>
    public BranchedKStream<TKey, TValue> Default(string name = "default")
    {
        if (_node.Default is not null)
        {
            _stream.Builder.Mistakes.Add($"'{_node.Name}' has two default branches, the second named '{name}': a split has one at most.");
            return this;
        }

        return Add(name, predicate: null);
    }

    private BranchedKStream<TKey, TValue> Add(string name, RecordFunction<TKey, TValue, bool>? predicate)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (_branches.ContainsKey(name))
        {
            _stream.Builder.Mistakes.Add($"'{_node.Name}' has two branches named '{name}': give each its own name.");
            return this;
        }

        var port = _node.Add(name, predicate);
        _branches.Add(name, _stream.Derive(port, _stream.KeySerde, _stream.ValueSerde, _stream.IsRekeyed));
        return this;
    }
}
