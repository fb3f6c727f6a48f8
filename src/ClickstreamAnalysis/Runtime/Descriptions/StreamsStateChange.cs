namespace ClickstreamAnalysis;

/// <summary>A change of <see cref="StreamsApplication.State"/>. Immutable.</summary>
/// <param name="OldState">The state before.</param>
/// <param name="NewState">The state after.</param>
/// <param name="At">When it was noticed.</param>
public sealed record StreamsStateChange(StreamsState OldState, StreamsState NewState, DateTimeOffset At)
{
    /// <summary>Both states.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => $"{OldState} -> {NewState}";
}
