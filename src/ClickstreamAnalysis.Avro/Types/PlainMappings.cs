using Avro;

namespace ClickstreamAnalysis.Avro.Types;

/// <summary>The functions that map values of one schema and type in one direction, each created once. Not thread-safe while it creates.</summary>
/// <param name="create">Creates a function, with these mappings for the parts of the type.</param>
internal sealed class PlainMappings(Func<Schema, Type, PlainMappings, Func<object?, object?>> create)
{
    private readonly Dictionary<(Schema, Type), Func<object?, object?>> _known = [];

    /// <summary>The function for a schema and a type.</summary>
    /// <exception cref="ArgumentException">The type does not fit the schema.</exception>
    public Func<object?, object?> For(Schema schema, Type type)
    {
        if (_known.TryGetValue((schema, type), out var created))
        {
            return created;
        }

        // A recursive type finds this one, which calls what is not created yet.
        Func<object?, object?>? late = null;
        _known[(schema, type)] = value => late!(value);
        late = create(schema, type, this);
        _known[(schema, type)] = late;
        return late;
    }
}
