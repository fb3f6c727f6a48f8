namespace ClickstreamAnalysis.State.Entries;

/// <summary>What became of a key since its row was written, at one moment.</summary>
internal readonly record struct UnwrittenChange<TKey, TState>(byte[] KeyBytes, TKey Key, TState State, bool IsRemoved);
