using System.Text.Json;

namespace ClickstreamAnalysis.Runtime.Planning;

/// <summary>Identifies what offsets and state belong to: the topics that an application reads, by their ids, and its stores.</summary>
/// <param name="Version">The format.</param>
/// <param name="Inputs">Input topics with their ids; an unknown id is empty.</param>
/// <param name="Repartitions">Repartition topics by full name, with their ids.</param>
/// <param name="Stores">Stores by name.</param>
internal sealed record ApplicationFingerprint(
    int Version, SortedDictionary<string, string> Inputs, SortedDictionary<string, string> Repartitions, SortedDictionary<string, StoreFingerprint> Stores)
{
    public const int FormatVersion = 1;

    /// <param name="applicationId">The application.</param>
    /// <param name="topology">Its topology.</param>
    /// <param name="ids">The ids of the existing topics.</param>
    public static ApplicationFingerprint Of(string applicationId, Topology topology, IReadOnlyDictionary<string, string> ids)
    {
        var sources = topology.SubTopologies.SelectMany(sub => sub.Sources).ToArray();
        var stores = new SortedDictionary<string, StoreFingerprint>(StringComparer.Ordinal);
        foreach (var sub in topology.SubTopologies)
        {
            foreach (var store in sub.Stores)
            {
                var changelog = store.IsLogged ? ids.GetValueOrDefault(TopicPlan.Changelog(applicationId, store.Name), "") : null;
                stores[store.Name] = new StoreFingerprint(store.Form, sub.Id, changelog);
            }
        }

        return new ApplicationFingerprint(
            FormatVersion,
            Ids(sources.Where(source => !source.IsInternal).Select(source => source.Topic)),
            Ids(sources.Where(source => source.IsInternal).Select(source => TopicPlan.InternalName(applicationId, source.Topic))),
            stores);

        SortedDictionary<string, string> Ids(IEnumerable<string> topics)
        {
            var found = new SortedDictionary<string, string>(StringComparer.Ordinal);
            foreach (var topic in topics)
            {
                found[topic] = ids.GetValueOrDefault(topic, "");
            }

            return found;
        }
    }

    /// <exception cref="StreamsException">The bytes are not a fingerprint, or have another format.</exception>
    public static ApplicationFingerprint Parse(ReadOnlySpan<byte> json, string where)
    {
        try
        {
            if (JsonSerializer.Deserialize(json, ApplicationFingerprintJson.Default.ApplicationFingerprint) is { Version: FormatVersion, Inputs: not null, Repartitions: not null, Stores: not null } read)
            {
                return read;
            }
        }
        catch (JsonException)
        {
            // Reported below, without the bytes.
        }

        throw new StreamsException(
            $"What {where} says about the application cannot be read by this version of the library: use the version that wrote it, or give the application a new ApplicationId.");
    }

    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, ApplicationFingerprintJson.Default.ApplicationFingerprint);
}
