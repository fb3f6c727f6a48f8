namespace ClickstreamAnalysis.AspNetCore.Dashboard.Contract;

/// <summary>The users by step that have a value of the breakdown.</summary>
/// <param name="Value">The value.</param>
/// <param name="Users">The users by step.</param>
/// <param name="Trend">The users by step for each entry of <see cref="FunnelFigures.Trend"/>, in its order.</param>
/// <param name="TimeToConvert">The times of complete attempts with this value; null when the funnel does not measure them.</param>
internal sealed record FunnelValue(string Value, IReadOnlyList<long> Users, IReadOnlyList<IReadOnlyList<long>> Trend, ConversionTimes? TimeToConvert);
