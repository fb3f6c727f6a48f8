using System.Buffers;
using ClickstreamAnalysis.Avro.Clicks;
using ClickstreamAnalysis.Avro.Coding;
using Confluent.SchemaRegistry;

namespace ClickstreamAnalysis.Avro;

/// <summary>Clicks of any Avro schema.</summary>
internal sealed class AvroClickSerde : RegistrySerde<ClickEvent>
{
    public const string DefaultName = "avro click";

    private static readonly AvroClickOptions s_own = new();

    private readonly SchemasById<AvroReader<ClickEvent>> _readers;
    private readonly Action<global::Avro.Schema> _check;

    /// <param name="registry">The registry.</param>
    /// <param name="createReader">Creates the reader of clicks that were written with a schema.</param>
    /// <param name="check">Throws when a schema is not one of clicks.</param>
    /// <param name="name">The name of the serde.</param>
    public AvroClickSerde(
        SchemaRegistrySession registry, Func<global::Avro.Schema, AvroReader<ClickEvent>> createReader, Action<global::Avro.Schema> check, string name)
        : base(registry)
    {
        Name = name;
        _check = check;
        WriterSchema = new Schema(ClickWriting.SchemaText, [], SchemaType.Avro);
        _readers = new SchemasById<AvroReader<ClickEvent>>(registry, schema => Resolve(schema, createReader));
    }

    public override string Name { get; }

    protected override Schema? WriterSchema { get; }

    protected override string RecordName => ClickWriting.SchemaName;

    protected override ClickEvent ReadBody(int schemaId, ReadOnlySpan<byte> body) => AvroCoders.Read(body, _readers.Get(schemaId));

    protected override void WriteBody(in ClickEvent value, RegisteredWriter writer, IBufferWriter<byte> destination)
    {
        if (string.IsNullOrEmpty(value.User) || string.IsNullOrEmpty(value.Name))
        {
            throw new SerdeException("invalid-value", "A click needs a user and an event name.");
        }

        AvroCoders.Write(value, destination, ClickWriting.Write);
    }

    protected override async ValueTask PrepareReadingAsync(SerdeUse use, CancellationToken cancellationToken)
    {
        if (Registry.Options.SubjectNames != SubjectNameStrategy.Topic && Registry.Options.SubjectNameOf is null)
        {
            return;
        }

        var subject = Registry.SubjectOf(use, "");
        var versions = await Registry.FetchSubjectAsync(subject, cancellationToken).ConfigureAwait(false);
        foreach (var (id, schema) in versions)
        {
            _readers.Add(id, schema);
        }

        // The newest comes first. Older versions may have had other names; their records meet the policy for bad records.
        if (versions.Count > 0)
        {
            try
            {
                _check(AvroSchemas.Parse(versions.First().Value));
            }
            catch (ArgumentException error)
            {
                throw new StreamsException($"Subject '{subject}' has no clicks: {error.Message}");
            }
        }
    }

    private static AvroReader<ClickEvent> Resolve(ResolvedSchema schema, Func<global::Avro.Schema, AvroReader<ClickEvent>> createReader)
    {
        var writer = AvroSchemas.Parse(schema);
        try
        {
            return AvroSchemas.NameOf(writer) == ClickWriting.SchemaName ? new ClickPlan(writer, s_own).Read : createReader(writer);
        }
        catch (Exception error) when (error is not (SerdeException or OutOfMemoryException))
        {
            throw new SerdeException("schema-mismatch", error.Message, error);
        }
    }
}
