namespace ClickstreamAnalysis;

/// <summary>Where the description of a funnel begins.</summary>
public static class Funnel
{
    /// <summary>Begins to describe a funnel. At least two steps and a conversion window must follow.</summary>
    /// <typeparam name="TKey">Type of the stream's keys: what is counted, usually the user.</typeparam>
    /// <typeparam name="TValue">Type of the stream's values: the events.</typeparam>
    /// <param name="name">
    /// The funnel's name, unique in the topology: 1 to 100 letters, digits, <c>.</c>, <c>_</c> or <c>-</c>. It becomes part of
    /// topic names: under another name the funnel starts from nothing.
    /// </param>
    /// <returns>A funnel without steps.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="name"/> is null.</exception>
    public static FunnelDefinition<TKey, TValue> Define<TKey, TValue>(string name)
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(name);
        return new(name);
    }
}
