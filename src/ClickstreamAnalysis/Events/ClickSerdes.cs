using ClickstreamAnalysis.Serialization;

namespace ClickstreamAnalysis.Events;

/// <summary>Provides the serdes of clicks and late clicks.</summary>
internal sealed class ClickSerdes : ISerdeProvider
{
    public ISerde<T>? For<T>() => (ClickEvent.Serde as ISerde<T>) ?? (LateClickSerde.Instance as ISerde<T>);
}
