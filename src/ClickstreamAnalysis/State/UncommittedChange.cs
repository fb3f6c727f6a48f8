namespace ClickstreamAnalysis.State;

/// <summary>What became of a key since the last commit, at one moment.</summary>
internal readonly record struct UncommittedChange<TKey, TState>(byte[] KeyBytes, TKey Key, TState State, bool IsRemoved);
