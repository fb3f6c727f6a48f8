namespace ClickstreamAnalysis.Guide.Tests.Pages;

/// <summary>A program that stands on a page of the guide.</summary>
/// <param name="Page">The page's path below the repository, for example <c>docs/guide/sessions.md</c>.</param>
/// <param name="Line">The line of the page on which the program begins, from 1.</param>
/// <param name="Code">The program.</param>
/// <param name="Files">The files that the program reads: those that the page shows above it, by name.</param>
/// <param name="Output">What it prints, or null when the page does not say.</param>
/// <param name="IsOrdered">False when the page says "in some order".</param>
internal sealed record GuideProgram(
    string Page, int Line, string Code, IReadOnlyDictionary<string, string> Files, string? Output, bool IsOrdered)
{
    /// <summary>Whether it needs a Kafka broker.</summary>
    public bool NeedsBroker => Code.Contains("new KafkaLog(", StringComparison.Ordinal);

    /// <summary>Whether it needs a schema registry.</summary>
    public bool NeedsRegistry => Code.Contains("SchemaRegistrySession.", StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => $"{Page}:{Line}";
}
