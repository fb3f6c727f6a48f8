using System.Text.Json.Serialization;

namespace ClickstreamAnalysis.Windows;

/// <summary>The JSON metadata of window counts, generated at compile time.</summary>
[JsonSerializable(typeof(long))]
internal sealed partial class WindowJson : JsonSerializerContext;
