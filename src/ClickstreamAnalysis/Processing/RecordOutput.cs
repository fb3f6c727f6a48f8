using System.Buffers;

namespace ClickstreamAnalysis.Processing;

/// <summary>Sends serialized records to one topic.</summary>
internal abstract class RecordOutput
{
    /// <summary>
    /// Writes the frame that the topic's records carry in front of their values. It is called before the value is serialized into the same
    /// buffer, so that nothing is copied. Topics of the user have no frame.
    /// </summary>
    /// <param name="value">The buffer.</param>
    /// <param name="hasValue">False for a null value.</param>
    /// <param name="timestampMs">The record's timestamp.</param>
    public virtual void WriteFrame(IBufferWriter<byte> value, bool hasValue, long timestampMs)
    {
    }

    /// <summary>Sends one record; the spans are copied. The partition follows from the key's bytes.</summary>
    public abstract void Send(
        ReadOnlySpan<byte> key, bool hasKey, ReadOnlySpan<byte> value, bool hasValue, long timestampMs, RecordHeaders? headers);
}
