using System.Globalization;

namespace ClickstreamAnalysis;

/// <summary>How far long work is. Immutable.</summary>
/// <param name="Kind">The work.</param>
/// <param name="Done">Offsets that are done; for a catch-up and a drain since it began.</param>
/// <param name="Total">Offsets in all, as far as they are known now: new records of the inputs add to them.</param>
/// <param name="PerSecond">Offsets done per second, averaged over some seconds.</param>
/// <param name="Since">When it began.</param>
/// <param name="IsComplete">Whether it has ended, or became so short that it is no longer reported.</param>
/// <param name="Detail">More about it, as a text; null for nothing.</param>
public sealed record WorkProgress(WorkKind Kind, long Done, long Total, double PerSecond, DateTimeOffset Since, bool IsComplete, string? Detail)
{
    /// <summary>The part that is done: 0 to 1.</summary>
    public double Fraction => Total <= 0 ? (IsComplete ? 1 : 0) : Math.Clamp((double)Done / Total, 0, 1);

    /// <summary>The time that the rest takes at the present rate; null while the rate is not known.</summary>
    public TimeSpan? TimeLeft => IsComplete ? TimeSpan.Zero
        : PerSecond > 0 && (Total - Done) / PerSecond is var seconds and < 365 * 86_400d ? TimeSpan.FromSeconds(Math.Ceiling(Math.Max(0, seconds))) : null;

    /// <summary>The progress in one line.</summary>
    /// <returns>The text, in the invariant culture.</returns>
    public override string ToString()
    {
        var name = Kind switch { WorkKind.Restore => "restore", WorkKind.CatchUp => "catch-up", _ => "drain" };
        var detail = Detail is null ? "" : $", {Detail}";
        return IsComplete
            ? string.Create(CultureInfo.InvariantCulture, $"{name} complete: {Done:#,0} offsets{detail}")
            : string.Create(CultureInfo.InvariantCulture, $"{name} {Math.Floor(100 * Fraction):0} % ({Done:#,0} of {Total:#,0} offsets), {PerSecond:#,0}/s, {LeftText}{detail}");
    }

    private string LeftText => TimeLeft switch
    {
        null => "time left unknown",
        { TotalHours: >= 1 } left => string.Create(CultureInfo.InvariantCulture, $"{(int)left.TotalHours} h {left.Minutes:0} min left"),
        { TotalMinutes: >= 1 } left => string.Create(CultureInfo.InvariantCulture, $"{left.Minutes:0} min {left.Seconds:0} s left"),
        { } left => string.Create(CultureInfo.InvariantCulture, $"{left.TotalSeconds:0} s left"),
    };
}
