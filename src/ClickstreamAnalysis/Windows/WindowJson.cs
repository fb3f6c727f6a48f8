using System.Text.Json.Serialization;

namespace ClickstreamAnalysis.Windows;

/// <summary>The JSON metadata of counts in windows, generated at compile time.</summary>
[JsonSerializable(typeof(long))]
internal sealed partial class WindowJson : JsonSerializerContext;
