using Avro;

namespace ClickstreamAnalysis.Avro.Clicks;

/// <summary>A field of a record, in the order in which it was written.</summary>
/// <param name="Schema">Its schema.</param>
/// <param name="Target">What it is in a click; none for a field that is skipped or has steps.</param>
/// <param name="Steps">The fields of a nested record that holds parts of the click; null for other fields.</param>
internal sealed record ClickStep(Schema Schema, ClickTarget Target, ClickStep[]? Steps);
