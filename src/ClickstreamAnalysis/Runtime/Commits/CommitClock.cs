namespace ClickstreamAnalysis.Runtime.Commits;

/// <summary>Determines when the next commit is due.</summary>
internal sealed class CommitClock(TimeProvider time, TimeSpan interval)
{
    private long _last = time.GetTimestamp();

    public bool IsDue => time.GetElapsedTime(_last) >= interval;

    /// <summary>Restarts the interval: after a commit, or while there is nothing to commit.</summary>
    public void Restart() => _last = time.GetTimestamp();

    /// <summary>A wait that does not miss the next commit.</summary>
    public TimeSpan Limit(TimeSpan wait, bool hasUncommitted)
    {
        if (!hasUncommitted)
        {
            return wait;
        }

        var left = interval - time.GetElapsedTime(_last);
        return left < TimeSpan.Zero ? TimeSpan.Zero : left < wait ? left : wait;
    }
}
