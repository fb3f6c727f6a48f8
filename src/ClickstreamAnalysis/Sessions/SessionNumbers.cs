namespace ClickstreamAnalysis.Sessions;

/// <summary>How many sessions of a key have closed; kept longer than the sessions.</summary>
internal sealed class SessionNumbers
{
    /// <summary>The number of the session that closed last.</summary>
    public long Closed { get; set; }

    /// <summary>The latest end of a closed session.</summary>
    public long LastEndMs { get; set; }

    /// <summary>The number of a session if it closed next.</summary>
    /// <param name="startMs">Its start.</param>
    /// <param name="retentionMs">How long after the last session the number is kept, inclusive.</param>
    public long NextOf(long startMs, long retentionMs) => Closed == 0 || startMs - LastEndMs > retentionMs ? 1 : Closed + 1;

    /// <summary>Counts a session that closes.</summary>
    /// <returns>Its number.</returns>
    public long Close(long startMs, long endMs, long retentionMs)
    {
        var number = NextOf(startMs, retentionMs);
        LastEndMs = Closed == 0 ? endMs : Math.Max(LastEndMs, endMs);
        return Closed = number;
    }
}
