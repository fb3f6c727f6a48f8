using System.Buffers;
using Confluent.SchemaRegistry;

namespace ClickstreamAnalysis;

/// <summary>
/// The base of serdes whose bytes are a frame with the id of a schema, and a body. Thread-safe. An application prepares it; elsewhere call
/// <see cref="PrepareAsync"/> before the first value is written.
/// </summary>
/// <remarks>
/// One instance may be used for several topics as long as the registry gives its schema the same id in all of their subjects, as registries do
/// for the same text.
/// </remarks>
/// <typeparam name="T">The type of the values.</typeparam>
public abstract class RegistrySerde<T> : ISerde<T>, IPreparedSerde
{
    private readonly Dictionary<string, RegisteredWriter> _writers = [];
    private readonly Lock _lock = new();
    private volatile RegisteredWriter? _writer;

    /// <summary>Creates the serde.</summary>
    /// <param name="registry">The registry.</param>
    protected RegistrySerde(SchemaRegistrySession registry)
    {
        ArgumentNullException.ThrowIfNull(registry);
        Registry = registry;
    }

    /// <inheritdoc/>
    /// <remarks>Does not change with the schema, so that state survives a change of it.</remarks>
    public abstract string Name { get; }

    /// <summary>The registry.</summary>
    protected SchemaRegistrySession Registry { get; }

    /// <summary>The schema that values are written with, with <see cref="RegistryOptions.References"/>; null for a serde that only reads.</summary>
    protected abstract Schema? WriterSchema { get; }

    /// <summary>The full name of the schema, for subjects by record; empty when it has none.</summary>
    protected abstract string RecordName { get; }

    /// <inheritdoc/>
    public T Deserialize(ReadOnlySpan<byte> bytes)
    {
        var id = SchemaFrame.Read(bytes, out var body);
        return ReadBody(id, body);
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The serde is not prepared for writing.</exception>
    public void Serialize(in T value, IBufferWriter<byte> destination)
    {
        ArgumentNullException.ThrowIfNull(destination);
        var writer = _writer ?? throw new InvalidOperationException(
            $"The serde '{Name}' has no schema id yet: await PrepareAsync(new SerdeUse(topic, isKey, SerdeAccess.Write)) first. Applications, readers and writers do.");
        SchemaFrame.Write(writer.Id, destination);
        WriteBody(in value, writer, destination);
    }

    /// <summary>Registers or looks up the schema of written values, and fetches the schemas of values to read.</summary>
    /// <param name="use">The topic, and whether keys or values of it are read or written.</param>
    /// <param name="cancellationToken">Cancels the preparation.</param>
    /// <returns>A task that completes when the serde can be used.</returns>
    /// <exception cref="StreamsException">The registry does not answer, or refuses. The message has the subject and what to do.</exception>
    public async ValueTask PrepareAsync(SerdeUse use, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(use);
        if (use.Writes)
        {
            await PrepareWritingAsync(use, cancellationToken).ConfigureAwait(false);
        }

        if (use.Reads)
        {
            await PrepareReadingAsync(use, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Reads a value.</summary>
    /// <param name="schemaId">The id of the schema that it was written with.</param>
    /// <param name="body">Its bytes, without the frame; valid only during the call.</param>
    /// <returns>The value.</returns>
    /// <exception cref="SerdeException">The bytes are not a value of this type.</exception>
    /// <exception cref="SerdeNotReadyException">The schema is being fetched.</exception>
    protected abstract T ReadBody(int schemaId, ReadOnlySpan<byte> body);

    /// <summary>Appends the bytes of a value, without the frame.</summary>
    /// <param name="value">The value.</param>
    /// <param name="writer">
    /// The schema to write with: that of the type, or the newest of the subject with <see cref="RegistryOptions.UseLatestVersion"/>. Always the same
    /// object until the serde is prepared again and the schema has changed.
    /// </param>
    /// <param name="destination">The buffer to append to.</param>
    protected abstract void WriteBody(in T value, RegisteredWriter writer, IBufferWriter<byte> destination);

    /// <summary>Fetches the schemas that values of a topic were written with. Default: nothing.</summary>
    /// <param name="use">The topic, and whether keys or values of it are read.</param>
    /// <param name="cancellationToken">Cancels the preparation.</param>
    /// <returns>A task that completes when values can be read.</returns>
    protected virtual ValueTask PrepareReadingAsync(SerdeUse use, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    private async ValueTask PrepareWritingAsync(SerdeUse use, CancellationToken cancellationToken)
    {
        var schema = WriterSchema ?? throw new StreamsException(
            $"The serde '{Name}' only reads, and the {(use.IsKey ? "keys" : "values")} of topic '{use.Topic}' are written with it: give it a schema to write with.");
        var subject = Registry.SubjectOf(use, RecordName);
        var writer = await Registry.RegisterAsync(subject, schema, cancellationToken).ConfigureAwait(false);
        lock (_lock)
        {
            _writers[subject] = writer;
            if (_writers.FirstOrDefault(known => known.Value.Id != writer.Id) is { Key: { } other, Value: var otherWriter })
            {
                throw new StreamsException(
                    $"The serde '{Name}' writes subjects '{subject}' and '{other}', whose schemas have the ids {writer.Id} and {otherWriter.Id}: create one serde for each topic.");
            }

            _writer = _writer?.Id == writer.Id ? _writer : writer;
        }
    }
}
