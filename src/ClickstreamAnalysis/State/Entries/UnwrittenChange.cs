namespace ClickstreamAnalysis.State.Entries;

/// <summary>The state of a key whose row is older, at one moment.</summary>
internal readonly record struct UnwrittenChange<TKey, TState>(byte[] KeyBytes, TKey Key, TState State, bool IsRemoved);
