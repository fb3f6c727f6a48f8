using Avro;
using Avro.Specific;

namespace ClickstreamAnalysis.Formats.Tests.Avro;

/// <summary>A class as Apache's code generator writes them.</summary>
public sealed class Visit : ISpecificRecord
{
    public const string Text = """
        {"type":"record","name":"Visit","namespace":"ClickstreamAnalysis.Formats.Tests.Avro","fields":[
          {"name":"user","type":"string"},{"name":"pages","type":{"type":"array","items":"string"}},{"name":"note","type":["null","string"],"default":null}]}
        """;

    private static readonly Schema s_schema = Schema.Parse(Text);

    public Schema Schema => s_schema;

    public string User { get; set; } = "";

    public IList<string> Pages { get; set; } = [];

    public string? Note { get; set; }

    public object Get(int fieldPos) => fieldPos switch
    {
        0 => User,
        1 => Pages,
        2 => Note!,
        _ => throw new AvroRuntimeException($"Bad index {fieldPos}"),
    };

    public void Put(int fieldPos, object fieldValue)
    {
        switch (fieldPos)
        {
            case 0: User = (string)fieldValue; break;
            case 1: Pages = (IList<string>)fieldValue; break;
            case 2: Note = (string?)fieldValue; break;
            default: throw new AvroRuntimeException($"Bad index {fieldPos}");
        }
    }
}
