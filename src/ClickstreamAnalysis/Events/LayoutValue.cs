namespace ClickstreamAnalysis.Events;

/// <summary>What follows the fixed bytes of a <see cref="LayoutStep"/>.</summary>
internal enum LayoutValue
{
    /// <summary>A text, up to and with its closing quote; the opening one is part of the fixed bytes.</summary>
    Text,

    Number,

    /// <summary>The number of milliseconds that is the time of the click.</summary>
    Time,

    /// <summary>Nothing: the click is over.</summary>
    End,
}
