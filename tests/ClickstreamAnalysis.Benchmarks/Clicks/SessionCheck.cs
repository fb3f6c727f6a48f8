namespace ClickstreamAnalysis.Benchmarks.Clicks;

/// <summary>Compares what was read back with what must come out: each session exactly once.</summary>
internal sealed class SessionCheck
{
    private readonly Dictionary<ExpectedSession, int> _left = [];

    public SessionCheck(IEnumerable<ExpectedSession> expected)
    {
        foreach (var session in expected)
        {
            _left.Add(session, 1);
            Expected++;
        }
    }

    public long Expected { get; }

    public long Found { get; private set; }

    /// <summary>Expected, and found once too often or more.</summary>
    public long Doubled { get; private set; }

    /// <summary>Found, and not among the expected.</summary>
    public long Unexpected { get; private set; }

    /// <summary>Expected, and not found.</summary>
    public long Missing => Expected - (Found - Doubled - Unexpected);

    public bool IsComplete => Missing == 0 && Doubled == 0 && Unexpected == 0;

    public void OnSession(ExpectedSession session)
    {
        Found++;
        if (!_left.TryGetValue(session, out var left))
        {
            Unexpected++;
        }
        else if (left == 0)
        {
            Doubled++;
        }
        else
        {
            _left[session] = 0;
        }
    }
}
