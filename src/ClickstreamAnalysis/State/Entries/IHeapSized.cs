namespace ClickstreamAnalysis;

/// <summary>
/// State that reports its own size, so that the memory budget is kept. Without it, the size of state is estimated from its serialized bytes, which
/// is wrong for objects that are much smaller or larger in memory, such as sketches.
/// </summary>
/// <remarks>Implement it in an aggregate that contains sketches, as the sum of theirs.</remarks>
public interface IHeapSized
{
    /// <summary>
    /// An estimate of the bytes that this object and everything only it refers to take on the heap. Read often, on the stream thread: it must
    /// not depend on a scan.
    /// </summary>
    long HeapBytes { get; }
}
