namespace ClickstreamAnalysis.Runtime.Tasks;

/// <summary>Since when a task has made no progress, and whether that was reported.</summary>
internal sealed class Standstill
{
    /// <summary>Changes with every record that is processed and whenever stream time moves.</summary>
    public long Progress { get; set; } = long.MinValue;

    /// <summary>When <see cref="Progress"/> was last seen to change, as a timestamp of the application's clock.</summary>
    public long SinceTicks { get; set; }

    public bool IsReported { get; set; }
}
