using System.Globalization;

namespace ClickstreamAnalysis;

/// <summary>The records that one operator dropped for one reason. Immutable and thread-safe.</summary>
/// <param name="Operator">The name of the node in the topology.</param>
/// <param name="Reason">A short fixed code, for example <c>session-closed</c>, <c>window-null-key</c> or <c>invalid-json</c>.</param>
/// <param name="Records">The number of records.</param>
public sealed record OperatorLoss(string Operator, string Reason, long Records)
{
    /// <summary>The greatest lateness of a record, behind stream time; null unless they were late.</summary>
    public TimeSpan? HighestLateness { get; init; }

    /// <summary>
    /// The shortest grace period with which the operator would have used all of the records; null unless they were late at an
    /// operator with a grace period.
    /// </summary>
    public TimeSpan? NeededGrace { get; init; }

    /// <summary>For example <c>sessions session-closed 12 (up to 0:42:00 late, a grace period of 0:12:00 keeps them)</c>.</summary>
    /// <returns>The text, in the invariant culture.</returns>
    public override string ToString()
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{Operator} {Reason} {Records}");
        return HighestLateness is not { } lateness ? text
            : NeededGrace is not { } grace ? string.Create(CultureInfo.InvariantCulture, $"{text} (up to {lateness:g} late)")
            : string.Create(CultureInfo.InvariantCulture, $"{text} (up to {lateness:g} late, a grace period of {grace:g} keeps them)");
    }
}
