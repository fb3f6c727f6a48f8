using ClickstreamAnalysis.Serialization;

namespace ClickstreamAnalysis.Sketches;

/// <summary>Provides the serdes of sketches.</summary>
/// <remarks>The types of keys are listed, because constructing a serde for any type needs reflection that trimming forbids.</remarks>
internal sealed class SketchSerdes : ISerdeProvider
{
    private static readonly ISerde<TopCounter<string>> s_texts = TopCounter.CreateSerde(Serdes.Utf8);
    private static readonly ISerde<TopCounter<long>> s_longs = TopCounter.CreateSerde(Serdes.Int64);
    private static readonly ISerde<TopCounter<int>> s_ints = TopCounter.CreateSerde(Serdes.Int32);

    public ISerde<T>? For<T>() => (DistinctCounter.Serde as ISerde<T>) ?? (s_texts as ISerde<T>) ?? (s_longs as ISerde<T>) ?? (s_ints as ISerde<T>);
}
