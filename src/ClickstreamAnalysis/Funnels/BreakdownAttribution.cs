namespace ClickstreamAnalysis;

/// <summary>The step of an attempt whose event gives the value of a breakdown. Immutable and thread-safe.</summary>
public readonly record struct BreakdownAttribution
{
    private BreakdownAttribution(int step) => Step = step;

    /// <summary>The entry. The default value.</summary>
    public static BreakdownAttribution First => default;

    /// <summary>The last step that the attempt reached.</summary>
    public static BreakdownAttribution Last => new(-1);

    /// <summary>0 for the entry, -1 for the last step, otherwise the number of the step.</summary>
    internal int Step { get; }

    /// <summary>A step. An attempt that did not take it counts under <see cref="FunnelBreakdown.None"/>.</summary>
    /// <param name="step">The number of the step: 1 to the number of steps.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="step"/> is below 1 or above 32.</exception>
    public static BreakdownAttribution AtStep(int step)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(step, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(step, 32);
        return new(step);
    }
}
