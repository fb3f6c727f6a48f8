namespace ShopAnalytics.Replay;

/// <summary>The outcome of splitting a record into fields.</summary>
internal enum CsvSplit
{
    Whole,

    /// <summary>A quote is not closed: the record may continue in the next line.</summary>
    Unclosed,

    /// <summary>The quotes do not match, whatever follows.</summary>
    Wrong,
}
