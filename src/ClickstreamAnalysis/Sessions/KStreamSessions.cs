using ClickstreamAnalysis.Sessions;

namespace ClickstreamAnalysis;

/// <summary>Sessions over streams.</summary>
public static class KStreamSessions
{
    /// <summary>Groups the clicks of each user into sessions, with the usual facts about each. All results have a JSON serde.</summary>
    /// <example>
    /// <code>
    /// var sessions = builder.Clicks("clicks").Sessionize("sessions", new SessionOptions { Gap = TimeSpan.FromMinutes(20) });
    /// sessions.Closed.To("sessions");
    /// sessions.Late.To("late-clicks");
    /// </code>
    /// </example>
    /// <param name="clicks">Clicks keyed by user.</param>
    /// <param name="name">Name of the operator, and of its store.</param>
    /// <param name="options">Gap, grace and caps; null takes the defaults. See <see cref="SessionOptions"/> for a worked timeline.</param>
    /// <returns>Closed sessions, changes, and late clicks.</returns>
    public static SessionizedStream<string, ClickEvent, SessionFacts> Sessionize(
        this KStream<string, ClickEvent> clicks, string name, SessionOptions? options = null)
    {
        options ??= new SessionOptions();

        // A length that cannot be is complained about below, with the other mistakes.
        var sessions = clicks.Sessionize(name, options, new ClickSessionAggregator(Math.Max(2, options.MaxTextLength)), SessionFactsSerde.Instance);
        return new(
            sessions.Closed.WithSerdes(valueSerde: ClickSessions.Serde),
            sessions.Changes.WithSerdes(valueSerde: ClickSessions.ChangeSerde),
            sessions.Late.WithSerdes(valueSerde: ClickSessions.LateSerde));
    }

    /// <summary>
    /// Groups the events of each key into sessions. Behind an operator that changed keys, the stream goes through a repartition
    /// topic first.
    /// </summary>
    /// <remarks>
    /// An event joins the open sessions of its key that lie within the gap, and sessions that it connects merge; the timeline at
    /// <see cref="SessionOptions"/> shows how. It is late only when it joins none and a session of its own would be closed already.
    /// Mistakes in the options are reported by <see cref="TopologyBuilder.Build"/>.
    /// </remarks>
    /// <typeparam name="TKey">Type of the keys.</typeparam>
    /// <typeparam name="TValue">Type of the events.</typeparam>
    /// <typeparam name="TAggregate">Type of what is computed over a session.</typeparam>
    /// <param name="stream">The events; the serde of the keys must be known.</param>
    /// <param name="name">Name of the operator, and of its store.</param>
    /// <param name="options">Gap, grace and caps. See <see cref="SessionOptions"/> for a worked timeline.</param>
    /// <param name="aggregator">Computes the aggregate.</param>
    /// <param name="aggregateSerde">Writes the aggregate into the store.</param>
    /// <returns>Closed sessions, changes, and late events.</returns>
    public static SessionizedStream<TKey, TValue, TAggregate> Sessionize<TKey, TValue, TAggregate>(
        this KStream<TKey, TValue> stream, string name, SessionOptions options,
        ISessionAggregator<TValue, TAggregate> aggregator, ISerde<TAggregate> aggregateSerde)
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(aggregator);
        ArgumentNullException.ThrowIfNull(aggregateSerde);
        foreach (var mistake in options.Mistakes(name))
        {
            stream.Builder.Complain(mistake);
        }

        if (stream.KeySerde is null)
        {
            stream.Builder.Complain($"Sessionize '{name}' does not know the serde of the keys: give it with WithSerdes(...) before this operator.");
        }

        var partitioned = stream.Partitioned(name);
        var node = partitioned.Attach(new SessionizeNode<TKey, TValue, TAggregate>(name, stream.KeySerde, options, aggregator, aggregateSerde));
        return new(
            partitioned.Derive(node.Closed, stream.KeySerde, valueSerde: null, isRekeyed: false),
            partitioned.Derive(node.Changes, stream.KeySerde, valueSerde: null, isRekeyed: false),
            partitioned.Derive(node.Late, stream.KeySerde, valueSerde: null, isRekeyed: false));
    }
}
