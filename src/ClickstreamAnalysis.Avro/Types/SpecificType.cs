using Avro;
using Avro.Specific;
using ClickstreamAnalysis.Avro.Coding;

namespace ClickstreamAnalysis.Avro.Types;

/// <summary>Classes that were generated from a schema.</summary>
internal sealed class SpecificType<T> : AvroType<T>
    where T : class, ISpecificRecord
{
    public SpecificType() => Schema = Activator.CreateInstance<T>().Schema;

    public override Schema Schema { get; }

    public override AvroReader<T> CreateReader(Schema writer)
    {
        var reader = new SpecificDatumReader<T>(AvroAliases.Apply(writer, Schema), Schema);
        return decoder => reader.Read(null!, decoder);
    }

    public override AvroWriter<T> CreateWriter(Schema writer)
    {
        if (!writer.Equals(Schema))
        {
            throw new SerdeException("schema-mismatch", $"The newest schema of the subject differs from that of {typeof(T).Name}: generate the class from it again.");
        }

        var datums = new SpecificDatumWriter<T>(Schema);
        return datums.Write;
    }
}
