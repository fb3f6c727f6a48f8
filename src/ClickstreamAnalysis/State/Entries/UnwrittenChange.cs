namespace ClickstreamAnalysis.State.Entries;

/// <summary>The state, at one moment, of a key whose row is older.</summary>
internal readonly record struct UnwrittenChange<TKey, TState>(byte[] KeyBytes, TKey Key, TState State, bool IsRemoved);
