using ClickstreamAnalysis.Funnels;
using ClickstreamAnalysis.Funnels.Rules;
using ClickstreamAnalysis.Queries;
using ClickstreamAnalysis.Validation;

namespace ClickstreamAnalysis;

/// <summary>The progress of entities in a funnel in a <see cref="StateView"/>. Thread-safe.</summary>
/// <typeparam name="TKey">The type of the keys: the entities that are counted.</typeparam>
public sealed class FunnelView<TKey>
    where TKey : notnull
{
    private readonly ISerde<TKey> _keySerde;
    private readonly TableQuery<KeyValuePair<TKey, IReadOnlyList<FunnelOutcome>>> _table;

    internal FunnelView(StateView view, string name)
    {
        var call = $"Funnel<{TypeName.Of(typeof(TKey))}>";
        if (view.Catalog.Find<StoreBuilder>(name, call) is (var place, RuledTableBuilder<TKey> ruled))
        {
            _keySerde = ruled.KeySerde;
            _table = new(view, place, name, row => new(row.KeyAs(ruled.KeySerde), ruled.Results.OpenOf(row.TimedValueAs(ruled.StateSerde), row.StreamTimeMs)));
            return;
        }

        var (sub, builder) = view.Catalog.Find<FunnelTableBuilder<TKey>>(name, call);
        _keySerde = builder.KeySerde;
        _table = new(view, sub, name, row => new(row.KeyAs(builder.KeySerde), OpenOf(row.TimedValueAs(builder.StateSerde), builder.Rules)));
    }

    /// <summary>Finds the open attempts of an entity: those whose outcome can still change. The last one has reached the most steps of its bucket.</summary>
    /// <param name="key">The entity, such as the user.</param>
    /// <returns>The attempts in the order of entry, possibly none; or why they are unknown.</returns>
    /// <exception cref="ArgumentNullException">The key is null.</exception>
    /// <exception cref="ObjectDisposedException">The view is disposed.</exception>
    public StateAnswer<IReadOnlyList<FunnelOutcome>> Find(TKey key)
    {
        var bytes = KeyBytes.Of(_keySerde, key);
        return _table.Find(bytes, bytes).Select(static pair => pair.Value);
    }

    /// <summary>Reads the open attempts of all entities, in the order of the keys' bytes within each partition.</summary>
    /// <returns>Each entity with its attempts, which may be none.</returns>
    /// <exception cref="ObjectDisposedException">The view is disposed.</exception>
    public StateScan<KeyValuePair<TKey, IReadOnlyList<FunnelOutcome>>> All() => _table.Scan([], []);

    private static IReadOnlyList<FunnelOutcome> OpenOf(FunnelProgress progress, FunnelRules rules) =>
        [.. progress.Attempts.Where(static attempt => !attempt.IsFinal)
            .Select(attempt => new FunnelOutcome(rules.BucketOf(attempt.EntryMs), rules.Steps, [.. attempt.StepTimesMs], isFinal: false))];
}
