namespace ClickstreamAnalysis.Processors;

/// <summary>Takes serialised records on their way to one topic.</summary>
internal abstract class RecordOutput
{
    /// <summary>Sends one record; the spans are copied. The partition follows from the key's bytes.</summary>
    public abstract void Send(ReadOnlySpan<byte> key, bool hasKey, ReadOnlySpan<byte> value, bool hasValue, long timestampMs);
}
