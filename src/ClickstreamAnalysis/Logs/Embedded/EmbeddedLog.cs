namespace ClickstreamAnalysis.Logs.Embedded;

/// <summary>A log in this process.</summary>
public sealed class EmbeddedLog
{
}
