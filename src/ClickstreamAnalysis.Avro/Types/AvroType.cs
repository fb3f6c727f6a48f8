using Avro;
using ClickstreamAnalysis.Avro.Coding;

namespace ClickstreamAnalysis.Avro.Types;

/// <summary>How values of a type are read and written. Thread-safe.</summary>
internal abstract class AvroType<T>
{
    /// <summary>The schema of the type; null for a type that is read with the schema it was written with.</summary>
    public abstract Schema? Schema { get; }

    /// <summary>Creates a reader of values that were written with a schema.</summary>
    /// <exception cref="Exception">The type cannot be read from such values.</exception>
    public abstract AvroReader<T> CreateReader(Schema writer);

    /// <summary>Creates a writer.</summary>
    /// <exception cref="Exception">The type cannot be written with the schema.</exception>
    public abstract AvroWriter<T> CreateWriter(Schema writer);
}
