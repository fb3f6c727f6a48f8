namespace ClickstreamAnalysis.AspNetCore.Dashboard.Contract;

/// <summary>Progress of a restoration, a catch-up or a drain.</summary>
internal sealed record WorkFigures(string Text, double Fraction, double? TimeLeft);
