namespace ClickstreamAnalysis.AspNetCore.Dashboard.Contract;

/// <summary>A task.</summary>
internal sealed record TaskFigures(
    string Id, string Status, long? StreamTime, long Lag, long Restored, long ToRestore, IReadOnlyList<InputFigures> Inputs);
