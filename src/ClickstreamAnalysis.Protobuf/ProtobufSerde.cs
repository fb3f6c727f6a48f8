using System.Buffers;
using Confluent.SchemaRegistry;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace ClickstreamAnalysis.Protobuf;

/// <summary>Messages of one generated class.</summary>
internal sealed class ProtobufSerde<T> : RegistrySerde<T>
    where T : class, IMessage<T>, new()
{
    private static readonly MessageDescriptor s_descriptor = new T().Descriptor;
    private static readonly MessageParser<T> s_parser = new(static () => new T());

    private readonly MessageIndex _index = MessageIndex.Of(s_descriptor);

    public ProtobufSerde(SchemaRegistrySession registry)
        : base(registry) =>
        WriterSchema = new Schema(s_descriptor.File.SerializedData.ToBase64(), [.. registry.Options.References], SchemaType.Protobuf);

    public override string Name { get; } = $"protobuf of {s_descriptor.FullName}";

    protected override Schema? WriterSchema { get; }

    protected override string RecordName => s_descriptor.FullName;

    protected override T ReadBody(int schemaId, ReadOnlySpan<byte> body)
    {
        try
        {
            return s_parser.ParseFrom(_index.Skip(body));
        }
        catch (InvalidProtocolBufferException error)
        {
            throw new SerdeException("invalid-protobuf", $"The bytes are not a message of type {s_descriptor.FullName}.", error);
        }
    }

    protected override void WriteBody(in T value, RegisteredWriter writer, IBufferWriter<byte> destination)
    {
        if (value is null)
        {
            throw new SerdeException("invalid-value", $"A message of type {s_descriptor.FullName} is null.");
        }

        destination.Write(_index.Bytes);
        value.WriteTo(destination);
    }
}
