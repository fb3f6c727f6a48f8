namespace ClickstreamAnalysis;

/// <summary>Where a <see cref="RecordReader{TKey, TValue}"/> starts.</summary>
public enum ReadFrom
{
    /// <summary>At the oldest record of each partition.</summary>
    Start,

    /// <summary>At the records that are written after the enumeration has found the ends of the partitions.</summary>
    Now,
}
