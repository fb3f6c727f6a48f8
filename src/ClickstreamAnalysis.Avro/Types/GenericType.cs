using Avro;
using Avro.Generic;
using ClickstreamAnalysis.Avro.Coding;

namespace ClickstreamAnalysis.Avro.Types;

/// <summary>Generic records.</summary>
internal sealed class GenericType(RecordSchema? schema) : AvroType<GenericRecord>
{
    public override Schema? Schema => schema;

    public override AvroReader<GenericRecord> CreateReader(Schema writer)
    {
        var reader = new GenericDatumReader<GenericRecord>(schema is null ? writer : AvroAliases.Apply(writer, schema), schema ?? writer);
        return decoder => reader.Read(null!, decoder);
    }

    public override AvroWriter<GenericRecord> CreateWriter(Schema writer)
    {
        var datums = new GenericDatumWriter<GenericRecord>(writer);
        return (record, encoder) =>
        {
            if (!record.Schema.Equals(writer))
            {
                throw new SerdeException("schema-mismatch", $"A record of schema {record.Schema.Fullname} differs from the schema that the serde writes.");
            }

            datums.Write(record, encoder);
        };
    }
}
