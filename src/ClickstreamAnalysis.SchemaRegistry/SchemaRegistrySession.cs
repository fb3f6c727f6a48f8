using ClickstreamAnalysis.SchemaRegistry;
using Confluent.SchemaRegistry;

namespace ClickstreamAnalysis;

/// <summary>A Schema Registry as serdes use it: one client, and options. Thread-safe; share one among all serdes.</summary>
/// <remarks>
/// <code>
/// using var registry = SchemaRegistrySession.Connect("http://localhost:8081");
/// </code>
/// Nothing is contacted before an application starts.
/// </remarks>
public sealed class SchemaRegistrySession : IDisposable
{
    private readonly bool _ownsClient;
    private readonly SubjectNames _subjects;

    /// <summary>Creates a session on a client, which the caller disposes.</summary>
    /// <param name="client">The client, with its address, authentication and TLS settings.</param>
    /// <param name="options">How serdes use the registry. Default null: the defaults.</param>
    /// <exception cref="ArgumentException">An option is out of its range; the message lists every mistake.</exception>
    public SchemaRegistrySession(ISchemaRegistryClient client, RegistryOptions? options = null)
        : this(client, options ?? new RegistryOptions(), ownsClient: false)
    {
    }

    private SchemaRegistrySession(ISchemaRegistryClient client, RegistryOptions options, bool ownsClient)
    {
        ArgumentNullException.ThrowIfNull(client);
        options.Validate();
        Client = client;
        Options = options;
        _ownsClient = ownsClient;
        _subjects = new SubjectNames(options);
    }

    /// <summary>The client.</summary>
    public ISchemaRegistryClient Client { get; }

    /// <summary>How serdes use the registry.</summary>
    public RegistryOptions Options { get; }

    /// <summary>Creates a session with a client of its own, which is disposed with the session.</summary>
    /// <param name="config">
    /// Address, basic or bearer authentication, TLS, timeouts and retries, as Confluent's client takes them. Its settings for serializers are
    /// ignored: use <paramref name="options"/>.
    /// </param>
    /// <param name="options">How serdes use the registry. Default null: the defaults.</param>
    /// <returns>The session.</returns>
    /// <exception cref="ArgumentException">A setting is not valid.</exception>
    public static SchemaRegistrySession Connect(SchemaRegistryConfig config, RegistryOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(config);
        options ??= new RegistryOptions();
        options.Validate();
        if (config.MaxRetries <= 0)
        {
            // Confluent's client throws a NullReferenceException for every request then.
            throw new ArgumentException("SchemaRegistryConfig.MaxRetries must be 1 or more: the client makes no request without an attempt to repeat it.", nameof(config));
        }

        return new SchemaRegistrySession(new CachedSchemaRegistryClient(config), options, ownsClient: true);
    }

    /// <summary>Creates a session with a client of its own for a registry without authentication.</summary>
    /// <param name="url">The address, for example <c>http://localhost:8081</c>; several are separated by commas.</param>
    /// <param name="options">How serdes use the registry. Default null: the defaults.</param>
    /// <returns>The session.</returns>
    /// <exception cref="ArgumentException">A setting is not valid.</exception>
    public static SchemaRegistrySession Connect(string url, RegistryOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(url);
        return Connect(new SchemaRegistryConfig { Url = url }, options);
    }

    /// <summary>Returns the subject of a schema.</summary>
    /// <param name="use">The topic, and whether the schema is that of its keys or values.</param>
    /// <param name="recordName">The full name of the schema; empty when it has none.</param>
    /// <returns>The subject.</returns>
    /// <exception cref="StreamsException">The strategy needs the name of a record, and the schema has none.</exception>
    public string SubjectOf(SerdeUse use, string recordName)
    {
        ArgumentNullException.ThrowIfNull(use);
        ArgumentNullException.ThrowIfNull(recordName);
        return _subjects.Of(use, recordName);
    }

    /// <summary>Registers or looks up the schema that values are written with, as the options say.</summary>
    /// <param name="subject">The subject.</param>
    /// <param name="schema">The schema of the type.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The schema to write with, and its id.</returns>
    /// <exception cref="StreamsException">The registry does not answer, or refuses. The message has the subject and what to do.</exception>
    public async Task<RegisteredWriter> RegisterAsync(string subject, Schema schema, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(subject);
        ArgumentNullException.ThrowIfNull(schema);
        try
        {
            if (Options.UseLatestVersion)
            {
                var latest = await Client.GetLatestSchemaAsync(subject).WaitAsync(cancellationToken).ConfigureAwait(false);
                return new RegisteredWriter(latest.Id, await ResolveAsync(latest, cancellationToken).ConfigureAwait(false));
            }

            var id = Options.AutoRegister
                ? await Client.RegisterSchemaAsync(subject, schema, Options.NormalizeSchemas).WaitAsync(cancellationToken).ConfigureAwait(false)
                : (await Client.LookupSchemaAsync(subject, schema, ignoreDeletedSchemas: true, Options.NormalizeSchemas).WaitAsync(cancellationToken).ConfigureAwait(false)).Id;
            return new RegisteredWriter(id, await ResolveAsync(schema, cancellationToken).ConfigureAwait(false));
        }
        catch (Exception error) when (RegistryError.IsOfRegistry(error))
        {
            throw RegistryError.AtStart(error, subject, Options);
        }
    }

    /// <summary>Fetches a schema by its id, with all schemas that it refers to.</summary>
    /// <param name="id">The id.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The schema.</returns>
    /// <exception cref="HttpRequestException">The registry does not answer, refuses, or does not know the id.</exception>
    public async Task<ResolvedSchema> FetchAsync(int id, CancellationToken cancellationToken) =>
        await ResolveAsync(await Client.GetSchemaAsync(id, null).WaitAsync(cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);

    /// <summary>Fetches the newest versions of a subject; none when it does not exist.</summary>
    /// <param name="subject">The subject.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The schemas by id.</returns>
    /// <exception cref="StreamsException">The registry does not answer, or refuses. The message has the subject and what to do.</exception>
    public async Task<IReadOnlyDictionary<int, ResolvedSchema>> FetchSubjectAsync(string subject, CancellationToken cancellationToken)
    {
        var schemas = new Dictionary<int, ResolvedSchema>();
        try
        {
            var versions = await Client.GetSubjectVersionsAsync(subject).WaitAsync(cancellationToken).ConfigureAwait(false);
            foreach (var version in versions.OrderDescending().Take(Options.PrefetchedVersions))
            {
                var schema = await Client.GetRegisteredSchemaAsync(subject, version).WaitAsync(cancellationToken).ConfigureAwait(false);
                schemas[schema.Id] = await ResolveAsync(schema, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (SchemaRegistryException error) when (RegistryError.SaysUnknown(error))
        {
            // A subject without versions: they are fetched when a record needs them.
        }
        catch (Exception error) when (RegistryError.IsOfRegistry(error))
        {
            throw RegistryError.AtStart(error, subject, Options);
        }

        return schemas;
    }

    /// <summary>Disposes the client if the session created it.</summary>
    public void Dispose()
    {
        if (_ownsClient)
        {
            Client.Dispose();
        }
    }

    private async Task<ResolvedSchema> ResolveAsync(Schema schema, CancellationToken cancellationToken)
    {
        var references = new List<ReferencedSchema>();
        await AddReferencesAsync(schema, references, [], cancellationToken).ConfigureAwait(false);
        return new ResolvedSchema(schema.SchemaString, schema.SchemaType, references);
    }

    private async Task AddReferencesAsync(Schema schema, List<ReferencedSchema> references, HashSet<(string, int)> visited, CancellationToken cancellationToken)
    {
        foreach (var reference in schema.References ?? [])
        {
            if (visited.Add((reference.Subject, reference.Version)))
            {
                var referenced = await Client.GetRegisteredSchemaAsync(reference.Subject, reference.Version).WaitAsync(cancellationToken).ConfigureAwait(false);
                await AddReferencesAsync(referenced, references, visited, cancellationToken).ConfigureAwait(false);
                references.Add(new ReferencedSchema(reference.Name, referenced.SchemaString));
            }
        }
    }
}
