namespace ClickstreamAnalysis.Runtime.Tasks;

/// <summary>The time of a task's last progress, and whether its standstill was reported.</summary>
internal sealed class Standstill
{
    /// <summary>Changes with every record that is processed and whenever stream time moves.</summary>
    public long Progress { get; set; } = long.MinValue;

    /// <summary>When <see cref="Progress"/> was last seen to change, as a timestamp of the application's clock.</summary>
    public long SinceTicks { get; set; }

    public bool IsReported { get; set; }
}
