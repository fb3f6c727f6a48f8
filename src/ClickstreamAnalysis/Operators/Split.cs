using ClickstreamAnalysis.Operators;

namespace ClickstreamAnalysis;

public static partial class KStreamOperators
{
    /// <summary>Starts to split a stream into named branches. Each record goes only to the first branch that accepts it.</summary>
    /// <remarks>
    /// A record that no branch accepts goes to the default branch; without a default branch it is dropped, as by <c>Filter</c>.
    /// <code>
    /// var routes = clicks.Split()
    ///     .Branch("carts", (user, click) => click.Name == "cart")
    ///     .Branch("orders", (user, click) => click.Name == "purchase")
    ///     .Default("rest");
    /// routes["carts"].To("carts");
    /// </code>
    /// </remarks>
    /// <typeparam name="TKey">Type of the keys.</typeparam>
    /// <typeparam name="TValue">Type of the values.</typeparam>
    /// <param name="stream">The stream.</param>
    /// <param name="name">Name of the node, for descriptions and errors. Default null: derived from the kind.</param>
    /// <returns>A split without branches yet.</returns>
    public static BranchedKStream<TKey, TValue> Split<TKey, TValue>(this KStream<TKey, TValue> stream, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return new(stream, stream.Attach(new SplitNode<TKey, TValue>(stream.Builder.NameFor("split", name))));
    }
}
