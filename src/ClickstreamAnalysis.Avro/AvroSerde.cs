using System.Buffers;
using ClickstreamAnalysis.Avro.Coding;
using ClickstreamAnalysis.Avro.Types;
using Confluent.SchemaRegistry;

namespace ClickstreamAnalysis.Avro;

/// <summary>Values of one type as Avro behind a registry.</summary>
internal sealed class AvroSerde<T> : RegistrySerde<T>
{
    private readonly AvroType<T> _type;
    private readonly SchemasById<AvroReader<T>> _readers;
    private volatile Tuple<RegisteredWriter, AvroWriter<T>>? _writer;

    public AvroSerde(SchemaRegistrySession registry, AvroType<T> type, string name)
        : base(registry)
    {
        (_type, Name) = (type, name);
        RecordName = AvroSchemas.NameOf(type.Schema);
        WriterSchema = type.Schema is { } schema ? new Schema(schema.ToString(), [.. registry.Options.References], SchemaType.Avro) : null;
        _readers = new SchemasById<AvroReader<T>>(registry, Resolve);
    }

    public override string Name { get; }

    protected override Schema? WriterSchema { get; }

    protected override string RecordName { get; }

    protected override T ReadBody(int schemaId, ReadOnlySpan<byte> body) => AvroCoders.Read(body, _readers.Get(schemaId));

    protected override void WriteBody(in T value, RegisteredWriter writer, IBufferWriter<byte> destination) =>
        AvroCoders.Write(value, destination, _writer is { } known && ReferenceEquals(known.Item1, writer) ? known.Item2 : WriterFor(writer));

    protected override async ValueTask PrepareReadingAsync(SerdeUse use, CancellationToken cancellationToken)
    {
        // Without a name of the record, the subject of a strategy by record is not known before the records are.
        if (RecordName.Length > 0 || Registry.Options.SubjectNames == SubjectNameStrategy.Topic)
        {
            await _readers.PrefetchAsync(Registry.SubjectOf(use, RecordName), cancellationToken).ConfigureAwait(false);
        }
    }

    private AvroWriter<T> WriterFor(RegisteredWriter writer)
    {
        var created = _type.CreateWriter(AvroSchemas.Parse(writer.Schema));
        _readers.Add(writer.Id, writer.Schema);
        _writer = Tuple.Create(writer, created);
        return created;
    }

    private AvroReader<T> Resolve(ResolvedSchema schema)
    {
        var writer = AvroSchemas.Parse(schema);
        try
        {
            return _type.CreateReader(writer);
        }
        catch (Exception error) when (error is not (SerdeException or OutOfMemoryException))
        {
            throw new SerdeException(
                "schema-mismatch",
                $"{Name} cannot be read from values that were written with schema '{AvroSchemas.NameOf(writer)}': {error.Message}", error);
        }
    }
}
