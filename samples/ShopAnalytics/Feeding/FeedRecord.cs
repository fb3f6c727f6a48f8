using System.Buffers;

namespace ShopAnalytics.Feeding;

/// <summary>A record for the log. A source reuses the same object.</summary>
internal sealed class FeedRecord
{
    public ArrayBufferWriter<byte> Key { get; } = new(64);

    public ArrayBufferWriter<byte> Value { get; } = new(512);

    /// <summary>The timestamp of the record in the log.</summary>
    public long TimestampMs { get; set; }

    /// <summary>The wall-clock time at which to send the record; 0 for now.</summary>
    public long DueMs { get; set; }

    /// <summary>The progress of the source once this record is in the log.</summary>
    public FeedProgress Progress { get; set; }

    public void Clear()
    {
        Key.ResetWrittenCount();
        Value.ResetWrittenCount();
    }
}
