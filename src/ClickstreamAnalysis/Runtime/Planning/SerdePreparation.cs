using ClickstreamAnalysis.Serialization;

namespace ClickstreamAnalysis.Runtime.Planning;

/// <summary>Prepares the serdes of a topology's sources, sinks and stores before its tasks run.</summary>
internal static class SerdePreparation
{
    /// <exception cref="StreamsException">A serde cannot be used.</exception>
    public static async Task RunAsync(TopicPlan plan, CancellationToken cancellationToken)
    {
        foreach (var sub in plan.SubTopologies)
        {
            foreach (var store in sub.SubTopology.Stores)
            {
                var changelog = TopicPlan.Changelog(plan.ApplicationId, store.Name);
                await PrepareAsync(changelog, (store.Key.Serde, store.Values), SerdeAccess.Read | SerdeAccess.Write, cancellationToken).ConfigureAwait(false);
            }

            foreach (var sink in sub.SubTopology.Sinks)
            {
                await PrepareAsync(plan.Resolve(sink.Topic).Name, sink.Serdes, SerdeAccess.Write, cancellationToken).ConfigureAwait(false);
            }
        }

        // After all sinks, so that the schemas of repartition topics are known.
        foreach (var source in plan.SubTopologies.SelectMany(static sub => sub.SubTopology.Sources))
        {
            var topic = source.IsInternal ? TopicPlan.InternalName(plan.ApplicationId, source.Topic) : source.Topic;
            await PrepareAsync(topic, source.Serdes, SerdeAccess.Read, cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task PrepareAsync(string topic, (object Key, object Value) serdes, SerdeAccess access, CancellationToken cancellationToken)
    {
        await PrepareAsync(serdes.Key, new SerdeUse(topic, IsKey: true, access), cancellationToken).ConfigureAwait(false);
        await PrepareAsync(serdes.Value, new SerdeUse(topic, IsKey: false, access), cancellationToken).ConfigureAwait(false);
    }

    private static async Task PrepareAsync(object serde, SerdeUse use, CancellationToken cancellationToken)
    {
        try
        {
            await PreparedSerde.PrepareAsync(serde, use, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (error is not (StreamsException or OutOfMemoryException) && !cancellationToken.IsCancellationRequested)
        {
            throw new StreamsException(
                $"The serde {SerdeName.Of(serde.GetType())} for {(use.IsKey ? "keys" : "values")} of topic '{use.Topic}' cannot be prepared: {error.Message}", error);
        }
    }
}
