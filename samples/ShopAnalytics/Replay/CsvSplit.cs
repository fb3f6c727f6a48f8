namespace ShopAnalytics.Replay;

/// <summary>How the splitting of a record ended.</summary>
internal enum CsvSplit
{
    Whole,

    /// <summary>A quote is not closed: the record may go on in the next line.</summary>
    Unclosed,

    /// <summary>The quotes do not fit together, whatever follows.</summary>
    Wrong,
}
