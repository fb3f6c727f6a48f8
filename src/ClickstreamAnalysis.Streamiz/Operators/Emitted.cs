namespace ClickstreamAnalysis.Streamiz.Operators;

/// <summary>A result on its way from an operator to the stream of its kind.</summary>
/// <remarks>A processor of Streamiz forwards keys and values of one type, and an operator has results of several.</remarks>
internal sealed record Emitted<TKey, TValue>(TKey Key, TValue Value);
