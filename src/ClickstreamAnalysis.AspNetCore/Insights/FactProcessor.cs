namespace ClickstreamAnalysis.AspNetCore.Insights;

/// <summary>Turns records into facts, keyed by the minute in which they count.</summary>
/// <remarks>What is older than the retention is not forwarded: nobody would see it, and it would be reported as late.</remarks>
internal abstract class FactProcessor<TValue>(TimeSpan retention) : Processor<string, TValue, long, SiteFact>
{
    public const long MinuteMs = 60_000;

    private readonly long _retentionMs = (long)retention.TotalMilliseconds;

    /// <summary>Forwards a fact.</summary>
    /// <param name="fact">The fact.</param>
    /// <param name="timeMs">When it counts.</param>
    protected void Forward(in SiteFact fact, long timeMs)
    {
        // The window of a minute is open for the retention after its end.
        if (timeMs - (timeMs % MinuteMs) + MinuteMs + _retentionMs > Context.StreamTimeMs)
        {
            Context.Forward(new Record<long, SiteFact>(timeMs / MinuteMs, fact, timeMs));
        }
    }
}
