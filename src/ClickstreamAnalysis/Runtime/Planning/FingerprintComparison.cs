using ClickstreamAnalysis.Validation;

namespace ClickstreamAnalysis.Runtime.Planning;

/// <summary>Compares the fingerprint of an application with that of an earlier start.</summary>
internal static class FingerprintComparison
{
    /// <summary>Lists every difference that does not fit existing offsets and state; null when there is none.</summary>
    /// <param name="known">The earlier fingerprint.</param>
    /// <param name="now">The application, with the ids of the existing topics.</param>
    /// <param name="applicationId">Its id.</param>
    /// <param name="isThere">Whether the log has a topic.</param>
    /// <param name="where">Where the earlier fingerprint is.</param>
    public static StreamsException? Compare(ApplicationFingerprint known, ApplicationFingerprint now, string applicationId, Func<string, bool> isThere, string where)
    {
        var mistakes = Mistakes(known, now, applicationId, isThere);
        return mistakes.IsEmpty
            ? null
            : new StreamsException($"The application '{applicationId}' has changed since its last run, {where}. {string.Join(" ", mistakes.ToArray())} {ApplicationIdentity.Choices(applicationId)}");
    }

    private static MistakeList Mistakes(ApplicationFingerprint known, ApplicationFingerprint now, string applicationId, Func<string, bool> isThere)
    {
        var mistakes = new MistakeList();
        foreach (var (topic, id) in known.Inputs)
        {
            if (!now.Inputs.TryGetValue(topic, out var found))
            {
                mistakes.Add($"It read '{topic}' and now reads {Names(now.Inputs.Keys)}.");
            }
            else
            {
                CompareIds(topic, id, found);
            }
        }

        foreach (var (topic, id) in known.Repartitions)
        {
            if (!now.Repartitions.TryGetValue(topic, out var found))
            {
                mistakes.Add($"It had the repartition topic '{topic}' and now has {Names(now.Repartitions.Keys)}: the former may have unprocessed records.");
            }
            else
            {
                CompareIds(topic, id, found);
            }
        }

        foreach (var (name, before) in known.Stores)
        {
            if (!now.Stores.TryGetValue(name, out var after))
            {
                mistakes.Add($"It had the store '{name}' ({before.Form}) and now has {Names(now.Stores.Select(store => $"{store.Key}' ({store.Value.Form})"), quote: false)}: the state of the former would be lost.");
            }
            else if (before.Form != after.Form)
            {
                mistakes.Add($"The store '{name}' was {before.Form} and is now {after.Form}.");
            }
            else if (before.Changelog is null != after.Changelog is null)
            {
                mistakes.Add($"The store '{name}' was {Logged(before)} a changelog and is now {Logged(after)} one.");
            }
            else if (before.SubTopology != after.SubTopology)
            {
                mistakes.Add($"The store '{name}' was in sub-topology {before.SubTopology} and is now in {after.SubTopology}: add new inputs behind the others.");
            }
            else if (before.Changelog is { } id)
            {
                CompareIds(TopicPlan.Changelog(applicationId, name), id, after.Changelog!);
            }
        }

        return mistakes;

        void CompareIds(string topic, string before, string after)
        {
            if (!isThere(topic))
            {
                mistakes.Add($"The topic '{topic}' no longer exists.");
            }
            else if (before.Length > 0 && after.Length > 0 && before != after)
            {
                mistakes.Add($"The topic '{topic}' was deleted and created again: it had the id {before} and has {after}.");
            }
        }
    }

    /// <summary>Names the additions since the earlier fingerprint, which are compatible with it.</summary>
    public static IReadOnlyList<string> Additions(ApplicationFingerprint known, ApplicationFingerprint now) =>
    [
        .. now.Inputs.Keys.Except(known.Inputs.Keys).Select(topic => $"input '{topic}'"),
        .. now.Repartitions.Keys.Except(known.Repartitions.Keys).Select(topic => $"repartition topic '{topic}'"),
        .. now.Stores.Keys.Except(known.Stores.Keys).Select(store => $"store '{store}'"),
    ];

    private static string Names(IEnumerable<string> names, bool quote = true)
    {
        var all = string.Join(", ", names.Select(name => quote ? $"'{name}'" : $"'{name}"));
        return all.Length == 0 ? "none" : all;
    }

    private static string Logged(StoreFingerprint store) => store.Changelog is null ? "without" : "with";
}
