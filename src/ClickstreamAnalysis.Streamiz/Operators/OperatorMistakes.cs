using ClickstreamAnalysis.Serialization;
using ClickstreamAnalysis.State;
using ClickstreamAnalysis.Validation;

namespace ClickstreamAnalysis.Streamiz.Operators;

/// <summary>Collects the mistakes in one operator, because Streamiz has no step at which those of a topology are reported.</summary>
/// <param name="who">The operator, as the subject of a sentence.</param>
internal sealed class OperatorMistakes(string who)
{
    private readonly MistakeList _mistakes = new();

    public void Add(IEnumerable<string> mistakes) => _mistakes.Add(mistakes);

    public void CheckName(string name) =>
        _mistakes.AddUnless(
            StoreName.IsValid(name),
            $"{who} cannot have this name: use 1 to 100 letters, digits, '.', '_' or '-', because it becomes part of topic names.");

    /// <summary>Returns the serde given, else the library's for the type.</summary>
    /// <param name="given">The serde of the caller, or null.</param>
    /// <param name="part">The part of the record: <c>key</c> or <c>aggregate</c>.</param>
    public ISerde<T> Require<T>(ISerde<T>? given, string part)
    {
        var serde = given ?? KnownSerdes.For<T>();
        var type = TypeName.Of(typeof(T));
        _mistakes.AddUnless(
            serde is not null,
            $"{who} needs a serde for its {part}s, and the library knows none for {type}: give one to it, for example {part}Serde: Serdes.Json<{type}>().");
        return serde!;
    }

    /// <exception cref="TopologyException">There are mistakes; the message lists all of them.</exception>
    public void ThrowIfAny()
    {
        if (!_mistakes.IsEmpty)
        {
            throw new TopologyException(_mistakes.ToArray());
        }
    }
}
