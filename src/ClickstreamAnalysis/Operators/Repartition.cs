namespace ClickstreamAnalysis;

public static partial class KStreamOperators
{
    /// <summary>Sends the stream through an internal topic, so that records with equal keys are in one task.</summary>
    /// <remarks>
    /// Stateful operators repartition automatically when keys have changed. Call this method to choose the number of partitions.
    /// </remarks>
    /// <typeparam name="TKey">Type of the keys.</typeparam>
    /// <typeparam name="TValue">Type of the values.</typeparam>
    /// <param name="stream">The stream.</param>
    /// <param name="name">
    /// Becomes part of the topic name, <c>application-name-repartition</c>: 1 to 100 letters, digits, <c>.</c>, <c>_</c> or <c>-</c>.
    /// </param>
    /// <param name="partitions">Number of partitions, at least 1. Default null: that of the input with the most.</param>
    /// <returns>The same records, partitioned by key.</returns>
    public static KStream<TKey, TValue> Repartition<TKey, TValue>(this KStream<TKey, TValue> stream, string name, int? partitions = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(name);
        if (partitions is < 1)
        {
            stream.Builder.Mistakes.Add($"Repartition(\"{name}\") asks for {partitions} partitions: at least 1 is needed.");
        }

        return stream.Builder.Mistakes.CheckName($"Repartition(\"{name}\")", name) ? stream.Through(name, partitions) : stream.MarkAsPartitioned();
    }
}
