using System.Text.Json;
using ClickstreamAnalysis.Serialization;

namespace ClickstreamAnalysis.Sketches;

/// <summary>Provides the serdes of sketches and of lists of top counts.</summary>
/// <remarks>The types of keys are listed, because constructing a serde for any type needs reflection that trimming forbids.</remarks>
internal sealed class SketchSerdes : ISerdeProvider
{
    private static readonly object[] s_serdes =
    [
        DistinctCounter.Serde,
        TopCounter.CreateSerde(Serdes.Utf8),
        TopCounter.CreateSerde(Serdes.Int64),
        TopCounter.CreateSerde(Serdes.Int32),
        new TopCountsSerde<string>("text", static (writer, key) => writer.WriteStringValue(key), static (ref Utf8JsonReader reader) => reader.GetString() ?? throw new JsonException()),
        new TopCountsSerde<long>("int64", static (writer, key) => writer.WriteNumberValue(key), static (ref Utf8JsonReader reader) => reader.GetInt64()),
        new TopCountsSerde<int>("int32", static (writer, key) => writer.WriteNumberValue(key), static (ref Utf8JsonReader reader) => reader.GetInt32()),
    ];

    public ISerde<T>? For<T>() => s_serdes.OfType<ISerde<T>>().FirstOrDefault();
}
