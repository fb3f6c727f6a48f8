namespace ClickstreamAnalysis.Events;

/// <summary>The kind of value after the fixed bytes of a <see cref="LayoutStep"/>.</summary>
internal enum LayoutValue
{
    /// <summary>A string through its closing quote; the opening quote is part of the fixed bytes.</summary>
    Text,

    Number,

    /// <summary>The time of the click as a number of milliseconds.</summary>
    Time,

    /// <summary>The time of the click as a string, through its closing quote.</summary>
    TimeText,

    /// <summary>Any other value, read or skipped by a mapping.</summary>
    Any,

    /// <summary>The end of the click.</summary>
    End,
}
