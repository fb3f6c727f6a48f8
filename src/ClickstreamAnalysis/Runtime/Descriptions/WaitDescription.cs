using System.Globalization;

namespace ClickstreamAnalysis;

/// <summary>Something that an application waits for. Immutable.</summary>
/// <param name="Reason">The kind of what it waits for.</param>
/// <param name="Subject">The partition, task, log or disk that it waits for, as a text.</param>
/// <param name="Text">A sentence that says what waits for what.</param>
/// <param name="Since">When the wait began.</param>
public sealed record WaitDescription(WaitReason Reason, string Subject, string Text, DateTimeOffset Since)
{
    /// <summary>The sentence and the beginning of the wait.</summary>
    /// <returns>The text, in the invariant culture.</returns>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Text} (since {Since.UtcDateTime:HH:mm:ss} UTC)");
}
