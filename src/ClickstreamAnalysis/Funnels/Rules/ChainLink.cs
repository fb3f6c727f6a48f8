namespace ClickstreamAnalysis.Funnels.Rules;

/// <summary>The last part of a chain: the steps that it takes at one time.</summary>
/// <param name="TimeMs">The time.</param>
/// <param name="Step">The last of the steps.</param>
/// <param name="Filled">The steps, as a bit mask.</param>
/// <param name="Parent">The index of the link before; -1 at the entry.</param>
/// <param name="Count">The number of steps of the whole chain.</param>
internal readonly record struct ChainLink(long TimeMs, int Step, uint Filled, int Parent, int Count);
