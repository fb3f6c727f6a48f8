namespace ClickstreamAnalysis.AspNetCore.Dashboard.Contract;

/// <summary>A message of the library.</summary>
internal sealed record LogMessage(long At, string Level, string Text);
