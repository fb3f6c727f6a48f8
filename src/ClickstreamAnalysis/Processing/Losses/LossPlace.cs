namespace ClickstreamAnalysis.Processing.Losses;

/// <summary>Where a record was lost.</summary>
/// <param name="Task">The task.</param>
/// <param name="Source">The record in hand; none when windows were being closed.</param>
/// <param name="Error">What was thrown, if anything.</param>
internal readonly record struct LossPlace(string Task, RecordMetadata Source, Exception? Error);
