using Avro;
using Avro.Generic;
using ClickstreamAnalysis.Avro.Coding;

namespace ClickstreamAnalysis.Avro.Types;

/// <summary>Plain types: read and written as generic records, whose fields are mapped by compiled code.</summary>
internal sealed class PlainType<T> : AvroType<T>
{
    private readonly RecordSchema _schema;
    private readonly Func<object?, object?> _fromAvro;

    public PlainType(RecordSchema? schema)
    {
        _schema = schema ?? (RecordSchema)Schema.Parse(PlainSchema.Of(typeof(T)));
        _fromAvro = PlainReading.For(_schema, typeof(T));
        PlainWriting.For(_schema, typeof(T));
    }

    public override Schema Schema => _schema;

    public override AvroReader<T> CreateReader(Schema writer)
    {
        var reader = new GenericDatumReader<GenericRecord>(AvroAliases.Apply(writer, _schema), _schema);
        return decoder => (T)_fromAvro(reader.Read(null!, decoder))!;
    }

    public override AvroWriter<T> CreateWriter(Schema writer)
    {
        var toAvro = PlainWriting.For(writer, typeof(T));
        var datums = new GenericDatumWriter<GenericRecord>(writer);
        return (value, encoder) => datums.Write((GenericRecord)toAvro(value)!, encoder);
    }
}
