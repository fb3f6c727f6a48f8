using Confluent.SchemaRegistry;

namespace ClickstreamAnalysis;

/// <summary>How serdes use a Schema Registry. Immutable.</summary>
/// <remarks>Address, authentication, TLS and timeouts belong to the client: see <see cref="SchemaRegistryConfig"/>.</remarks>
public sealed record RegistryOptions
{
    /// <summary>
    /// The subject of a schema: by topic (<c>clicks-value</c>), by record (<c>shop.Click</c>) or by both (<c>clicks-shop.Click</c>).
    /// Default: by topic. Replaced by <see cref="SubjectNameOf"/> if that is set.
    /// </summary>
    public SubjectNameStrategy SubjectNames { get; init; } = SubjectNameStrategy.Topic;

    /// <summary>The subject of a schema by a rule of its own, from the use and the full name of the record. Default null.</summary>
    public Func<SerdeUse, string, string>? SubjectNameOf { get; init; }

    /// <summary>
    /// Whether the schema of written values is registered when it is not (<c>auto.register.schemas</c>). When false, it must be registered
    /// before the start. Ignored with <see cref="UseLatestVersion"/>. Default true.
    /// </summary>
    public bool AutoRegister { get; init; } = true;

    /// <summary>
    /// Whether values are written with the newest schema of the subject instead of that of their type (<c>use.latest.version</c>). It is
    /// fetched when the application starts. Default false.
    /// </summary>
    public bool UseLatestVersion { get; init; }

    /// <summary>Whether the registry compares schemas by meaning rather than by text (<c>normalize.schemas</c>). Default false.</summary>
    public bool NormalizeSchemas { get; init; }

    /// <summary>The registered schemas that the schema of written values refers to. Default none.</summary>
    public IReadOnlyList<SchemaReference> References { get; init; } = [];

    /// <summary>The number of schemas kept for reading by each serde, 1 to 100,000. Beyond it, the oldest is fetched again when needed. Default 1,000.</summary>
    public int MaxCachedSchemas { get; init; } = 1_000;

    /// <summary>
    /// How long an id that the registry does not know counts as unknown before it is looked up again. Records with it are bad records meanwhile.
    /// Positive. Default 30 seconds.
    /// </summary>
    public TimeSpan UnknownSchemaInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How many versions of a subject are fetched at the start, the newest first; 0 to 1,000. Others are fetched when a record needs them. Default 20.</summary>
    public int PrefetchedVersions { get; init; } = 20;

    /// <summary>The longest pause between two attempts to fetch a schema while the registry does not answer. Positive. Default 10 seconds.</summary>
    public TimeSpan MaxRetryInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The clock of pauses and intervals. Default: the system's.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    internal void Validate()
    {
        var mistakes = new List<string>();
        void Require(bool isValid, string mistake)
        {
            if (!isValid)
            {
                mistakes.Add(mistake);
            }
        }

        Require(
            SubjectNameOf is not null || SubjectNames is SubjectNameStrategy.Topic or SubjectNameStrategy.Record or SubjectNameStrategy.TopicRecord,
            $"{nameof(SubjectNames)} must be Topic, Record or TopicRecord.");
        Require(References is not null, $"{nameof(References)} must not be null.");
        Require(MaxCachedSchemas is >= 1 and <= 100_000, $"{nameof(MaxCachedSchemas)} must be 1 to 100,000.");
        Require(UnknownSchemaInterval > TimeSpan.Zero, $"{nameof(UnknownSchemaInterval)} must be positive.");
        Require(MaxRetryInterval > TimeSpan.Zero, $"{nameof(MaxRetryInterval)} must be positive.");
        Require(PrefetchedVersions is >= 0 and <= 1_000, $"{nameof(PrefetchedVersions)} must be 0 to 1,000.");
        Require(TimeProvider is not null, $"{nameof(TimeProvider)} must not be null.");
        if (mistakes.Count > 0)
        {
            throw new ArgumentException($"The options of the registry are not valid: {string.Join(' ', mistakes)}");
        }
    }
}
