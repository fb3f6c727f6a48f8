using ClickstreamAnalysis.Avro.Coding;

namespace ClickstreamAnalysis.Avro.Clicks;

/// <summary>Makes clicks of records by a function of the user.</summary>
internal static class MappedClick
{
    public static AvroReader<ClickEvent> Create<T>(AvroReader<T> reader, Func<T, ClickEvent> map) => decoder =>
    {
        var record = reader(decoder);
        try
        {
            var click = map(record);
            return string.IsNullOrEmpty(click.User) ? throw Missing.User()
                : string.IsNullOrEmpty(click.Name) ? throw Missing.Event()
                : click;
        }
        catch (Exception error) when (error is not (SerdeException or OutOfMemoryException))
        {
            // The message may quote data.
            throw new SerdeException("mapping", $"The mapping of {typeof(T).Name} to a click threw {error.GetType().Name}.");
        }
    };
}
