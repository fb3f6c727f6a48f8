namespace ClickstreamAnalysis.Runtime.Descriptions;

/// <summary>Everything that the application waits for now. Parts of the application note their waits here. Thread-safe.</summary>
internal sealed class WaitBoard(TimeProvider time)
{
    /// <summary>How often a wait that expires must be noted again at least.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    // A thread that is busy elsewhere may be late to note its waits again.
    private static readonly TimeSpan s_expiry = TimeSpan.FromSeconds(15);

    private readonly Lock _lock = new();
    private readonly Dictionary<(WaitReason Reason, string Subject), Entry> _waits = [];

    /// <summary>Notes that a wait begins or continues.</summary>
    /// <param name="reason">What kind it is.</param>
    /// <param name="subject">What is waited for; with <paramref name="reason"/> the identity of the wait.</param>
    /// <param name="text">The sentence. Never user data.</param>
    /// <param name="waited">How long it has lasted.</param>
    /// <param name="expires">Whether the wait ends when it is not noted again.</param>
    public void Note(WaitReason reason, string subject, string text, TimeSpan waited = default, bool expires = false)
    {
        lock (_lock)
        {
            var now = time.GetUtcNow();
            var since = _waits.TryGetValue((reason, subject), out var known) ? known.Wait.Since : now - waited;
            _waits[(reason, subject)] = new Entry(new WaitDescription(reason, subject, text, since), expires ? time.GetTimestamp() : null);
        }
    }

    /// <summary>Ends a wait, if there is one.</summary>
    public void End(WaitReason reason, string subject)
    {
        lock (_lock)
        {
            _waits.Remove((reason, subject));
        }
    }

    /// <summary>The present waits, the longest first.</summary>
    public IReadOnlyList<WaitDescription> Read()
    {
        lock (_lock)
        {
            foreach (var (key, entry) in _waits)
            {
                if (entry.NotedTicks is { } noted && time.GetElapsedTime(noted) >= s_expiry)
                {
                    _waits.Remove(key);
                }
            }

            return [.. _waits.Values.Select(static entry => entry.Wait).OrderBy(static wait => wait.Since).ThenBy(static wait => wait.Subject, StringComparer.Ordinal)];
        }
    }

    private readonly record struct Entry(WaitDescription Wait, long? NotedTicks);
}
