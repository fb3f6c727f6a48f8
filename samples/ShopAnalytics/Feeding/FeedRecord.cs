using System.Buffers;

namespace ShopAnalytics.Feeding;

/// <summary>One record for the log. A source uses the same object again and again.</summary>
internal sealed class FeedRecord
{
    public ArrayBufferWriter<byte> Key { get; } = new(64);

    public ArrayBufferWriter<byte> Value { get; } = new(512);

    /// <summary>The timestamp of the record in the log.</summary>
    public long TimestampMs { get; set; }

    /// <summary>Wall-clock time at which it is to be sent; 0 for at once.</summary>
    public long DueMs { get; set; }

    /// <summary>How far the source is once this record is in the log.</summary>
    public FeedProgress Progress { get; set; }

    public void Clear()
    {
        Key.ResetWrittenCount();
        Value.ResetWrittenCount();
    }
}
