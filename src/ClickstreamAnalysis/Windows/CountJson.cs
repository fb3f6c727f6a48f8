using System.Text.Json.Serialization;

namespace ClickstreamAnalysis.Windows;

/// <summary>How counts of windows are written and read as JSON.</summary>
[JsonSerializable(typeof(long))]
internal sealed partial class CountJson : JsonSerializerContext;
