namespace ClickstreamAnalysis.Processing.Losses;

/// <summary>Where a record was lost.</summary>
/// <param name="Task">The task.</param>
/// <param name="Source">The current record; none when windows were being closed.</param>
/// <param name="Error">The exception, if any.</param>
internal readonly record struct LossPlace(string Task, RecordMetadata Source, Exception? Error);
