namespace ClickstreamAnalysis;

/// <summary>Where a <see cref="RecordReader{TKey, TValue}"/> ends.</summary>
public enum ReadUntil
{
    /// <summary>
    /// At the end that each partition has when the enumeration starts. Committed reading first waits for transactions that are open
    /// there: their records belong to what was written before the end.
    /// </summary>
    PresentEnd,

    /// <summary>Never: at the end, the enumeration waits for new records until it is canceled or disposed.</summary>
    Forever,
}
