namespace ClickstreamAnalysis.Events;

/// <summary>What follows the fixed bytes of a <see cref="LayoutStep"/>.</summary>
internal enum LayoutValue
{
    /// <summary>A text through its closing quote; the opening quote is part of the fixed bytes.</summary>
    Text,

    Number,

    /// <summary>The time of the click as a number of milliseconds.</summary>
    Time,

    /// <summary>The time of the click as a text, through its closing quote.</summary>
    TimeText,

    /// <summary>The end of the click.</summary>
    End,
}
