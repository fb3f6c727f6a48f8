namespace ClickstreamAnalysis.AspNetCore.Answers;

/// <summary>What this instance knows of a key.</summary>
/// <param name="Status">Whether there is a value.</param>
/// <param name="Position">How far the state was; null when the answer is unknown.</param>
/// <param name="Value">The value as JSON; null when there is none.</param>
/// <param name="Owner">Who has the key.</param>
internal sealed record KeyAnswer(StateAnswerStatus Status, StatePosition? Position, byte[]? Value, StateOwner Owner);
