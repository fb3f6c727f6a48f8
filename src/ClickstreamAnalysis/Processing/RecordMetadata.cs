namespace ClickstreamAnalysis;

/// <summary>The topic, partition and offset that a record was read from.</summary>
/// <param name="Topic">The topic; empty inside a punctuation.</param>
/// <param name="Partition">The partition; -1 inside a punctuation.</param>
/// <param name="Offset">The offset; -1 inside a punctuation.</param>
public readonly record struct RecordMetadata(string Topic, int Partition, long Offset)
{
    /// <summary>No record: the value seen inside a punctuation.</summary>
    public static RecordMetadata None { get; } = new("", -1, -1);

    /// <inheritdoc/>
    public override string ToString() => $"{Topic}-{Partition}@{Offset}";
}
