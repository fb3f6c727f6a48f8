namespace ClickstreamAnalysis.State.Entries;

/// <summary>State of the library that holds values of the user's type, and knows its size if they report theirs.</summary>
internal interface IHeapContainer
{
    /// <summary>The estimated bytes on the heap; null when the values do not report theirs.</summary>
    long? HeapBytes { get; }
}
