using System.Collections.Concurrent;

namespace ClickstreamAnalysis.Runtime.Descriptions;

/// <summary>The last report of each stream thread. Thread-safe.</summary>
internal sealed class ThreadBoard
{
    private readonly ConcurrentDictionary<int, ThreadDescription> _threads = [];

    /// <summary>Replaces the report of a thread.</summary>
    public void Publish(ThreadDescription thread) => _threads[thread.Index] = thread;

    /// <summary>The thread has ended.</summary>
    public void Remove(int index) => _threads.TryRemove(index, out _);

    /// <summary>The reports, in the order of the threads' indices.</summary>
    public IReadOnlyList<ThreadDescription> Read() => [.. _threads.Values.OrderBy(static thread => thread.Index)];
}
