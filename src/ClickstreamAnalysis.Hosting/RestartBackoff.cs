namespace ClickstreamAnalysis;

/// <summary>The pauses before restarts of a failed application. They double from one failure to the next. Immutable, therefore thread-safe.</summary>
public sealed record RestartBackoff
{
    /// <summary>The pause before the first restart. Default 1 s; positive, at most <see cref="MaxDelay"/>.</summary>
    public TimeSpan InitialDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest pause. Default 1 minute; at most 1 day.</summary>
    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long an application must have run for its next failure to count as the first again. Default 5 minutes; positive.</summary>
    public TimeSpan ResetAfter { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The mistakes, beginning with the name of the property.</summary>
    internal IEnumerable<string> FindMistakes()
    {
        if (InitialDelay <= TimeSpan.Zero || InitialDelay > MaxDelay)
        {
            yield return $"{nameof(InitialDelay)} is {InitialDelay}; it must be positive and at most {nameof(MaxDelay)}, which is {MaxDelay}.";
        }

        if (MaxDelay > TimeSpan.FromDays(1))
        {
            yield return $"{nameof(MaxDelay)} is {MaxDelay}; it must be at most 1 day.";
        }

        if (ResetAfter <= TimeSpan.Zero)
        {
            yield return $"{nameof(ResetAfter)} is {ResetAfter}; it must be positive.";
        }
    }

    /// <summary>The pause after a number of failures in a row.</summary>
    /// <param name="failures">The failures; at least 1.</param>
    internal TimeSpan PauseAfter(int failures)
    {
        var pause = InitialDelay;
        for (var i = 1; i < failures && pause < MaxDelay; i++)
        {
            pause *= 2;
        }

        return pause < MaxDelay ? pause : MaxDelay;
    }
}
