using System.Collections.Concurrent;
using ClickstreamAnalysis.SchemaRegistry;

namespace ClickstreamAnalysis;

/// <summary>
/// The schemas of a registry by id, in the form that a serde reads with. Thread-safe. An id is fetched once, outside of the caller's thread,
/// and again and again while the registry does not answer.
/// </summary>
/// <typeparam name="TParsed">What a serde makes of a schema.</typeparam>
public sealed class SchemasById<TParsed>
    where TParsed : class
{
    private readonly SchemaRegistrySession _registry;
    private readonly Func<ResolvedSchema, TParsed> _parse;
    private readonly ConcurrentDictionary<int, SchemaFetch<TParsed>> _fetches = new();
    private readonly ConcurrentQueue<int> _order = new();

    /// <summary>Creates an empty cache.</summary>
    /// <param name="registry">The registry.</param>
    /// <param name="parse">
    /// Makes of a schema what the serde reads with. A <see cref="SerdeException"/> of it is thrown for every record with that schema.
    /// </param>
    public SchemasById(SchemaRegistrySession registry, Func<ResolvedSchema, TParsed> parse)
    {
        ArgumentNullException.ThrowIfNull(registry);
        ArgumentNullException.ThrowIfNull(parse);
        (_registry, _parse) = (registry, parse);
    }

    /// <summary>Returns a schema. Never waits.</summary>
    /// <param name="id">The id.</param>
    /// <returns>The schema.</returns>
    /// <exception cref="SerdeNotReadyException">The schema is being fetched.</exception>
    /// <exception cref="SerdeException">
    /// <c>unknown-schema</c>: the registry says that it has no such schema; or the schema cannot be used, with the reason of the serde.
    /// </exception>
    public TParsed Get(int id) => _fetches.TryGetValue(id, out var fetch) && fetch.Value is { } parsed ? parsed : GetSlowly(id, fetch);

    /// <summary>Fetches the newest versions of a subject, which must not exist.</summary>
    /// <param name="subject">The subject.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>A task that completes when they are in the cache.</returns>
    /// <exception cref="StreamsException">The registry does not answer, or refuses.</exception>
    public async Task PrefetchAsync(string subject, CancellationToken cancellationToken)
    {
        foreach (var (id, schema) in await _registry.FetchSubjectAsync(subject, cancellationToken).ConfigureAwait(false))
        {
            Add(id, schema);
        }
    }

    /// <summary>Adds a schema that is known.</summary>
    /// <param name="id">The id.</param>
    /// <param name="schema">The schema.</param>
    public void Add(int id, ResolvedSchema schema)
    {
        var known = new SchemaFetch<TParsed>(id, _registry, _parse);
        if (!_fetches.TryGetValue(id, out var present) || present.Value is null)
        {
            known.Complete(schema);
            _fetches[id] = known;
            Added(id);
        }
    }

    private TParsed GetSlowly(int id, SchemaFetch<TParsed>? fetch)
    {
        if (fetch is null || fetch.IsOutdated)
        {
            var fresh = new SchemaFetch<TParsed>(id, _registry, _parse);
            var isMine = fetch is null ? _fetches.TryAdd(id, fresh) : _fetches.TryUpdate(id, fresh, fetch);
            if (isMine)
            {
                if (fetch is null)
                {
                    Added(id);
                }

                fresh.Start();
            }

            fetch = isMine ? fresh : _fetches.GetValueOrDefault(id, fresh);
        }

        return fetch.GetOrThrow();
    }

    // A schema that is evicted while it is fetched would be fetched twice, which the bound makes rare.
    private void Added(int id)
    {
        _order.Enqueue(id);
        while (_order.Count > _registry.Options.MaxCachedSchemas && _order.TryDequeue(out var oldest))
        {
            _fetches.TryRemove(oldest, out _);
        }
    }
}
