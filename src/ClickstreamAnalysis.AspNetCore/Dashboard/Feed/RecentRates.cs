namespace ClickstreamAnalysis.AspNetCore.Dashboard.Feed;

/// <summary>How fast counters grow, from what they were up to a minute ago. Not thread-safe.</summary>
internal sealed class RecentRates(TimeProvider time)
{
    private const int Capacity = 64;

    private readonly Queue<(long At, Dictionary<string, long> Values)> _samples = new();

    /// <summary>Notes the counters; call it about once a second.</summary>
    public void Add(Dictionary<string, long> values)
    {
        if (_samples.Count == Capacity)
        {
            _samples.Dequeue();
        }

        _samples.Enqueue((time.GetTimestamp(), values));
    }

    /// <summary>The growth a second over a span; null when it was not seen long enough. A counter that began again grows from zero.</summary>
    /// <param name="counter">The counter.</param>
    /// <param name="span">The longest span.</param>
    public double? PerSecond(string counter, TimeSpan span)
    {
        (long At, long Value)? first = null;
        (long At, long Value) last = default;
        foreach (var (at, values) in _samples)
        {
            if (time.GetElapsedTime(at) <= span && values.TryGetValue(counter, out var value))
            {
                first = first is { } before && before.Value <= value ? before : (at, value);
                last = (at, value);
            }
        }

        return first is { } start && last.At > start.At
            ? (last.Value - start.Value) / time.GetElapsedTime(start.At, last.At).TotalSeconds
            : null;
    }
}
