namespace ClickstreamAnalysis.Benchmarks.Clicks;

/// <summary>Counts the sessions of all clicks together, by sorting: what the engine's result is checked against.</summary>
internal sealed class ExpectedSessions(long gapMs)
{
    private readonly List<long>[] _times = [.. Enumerable.Range(0, ClickGenerator.Users).Select(_ => new List<long>())];

    public void Add(int user, long timestampMs) => _times[user].Add(timestampMs);

    public long Count()
    {
        var sessions = 0L;
        foreach (var times in _times)
        {
            times.Sort();
            for (var i = 0; i < times.Count; i++)
            {
                if (i == 0 || times[i] - times[i - 1] > gapMs)
                {
                    sessions++;
                }
            }
        }

        return sessions;
    }
}
