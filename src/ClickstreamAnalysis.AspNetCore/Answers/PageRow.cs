namespace ClickstreamAnalysis.AspNetCore.Answers;

/// <summary>A row of a page.</summary>
/// <param name="Partition">Its partition.</param>
/// <param name="At">Where the next page can continue after it.</param>
/// <param name="Json">The row as JSON.</param>
internal sealed record PageRow(int Partition, string At, byte[] Json);
