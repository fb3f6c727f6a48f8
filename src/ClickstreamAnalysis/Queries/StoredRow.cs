using ClickstreamAnalysis.Processing.Tasks;
using ClickstreamAnalysis.State.Rows;

namespace ClickstreamAnalysis.Queries;

/// <summary>The bytes of one key and its value in a store.</summary>
/// <param name="Key">The key, without the partition.</param>
/// <param name="Value">The value, as in the row.</param>
/// <param name="Store">The name of the store.</param>
/// <param name="Task">The task that the store belongs to.</param>
internal readonly record struct StoredRow(byte[] Key, byte[] Value, string Store, CommittedTask Task)
{
    /// <summary>The stream time of the task, in milliseconds since 1970.</summary>
    public long StreamTimeMs => Task.StreamTimeMs;

    /// <summary>Whether a row with a due time is within its retention.</summary>
    public bool IsRetained => ExpiringTableLayout.ReadHeader(Value).DueMs >= StreamTimeMs;

    /// <exception cref="StateException">The serde cannot read the bytes.</exception>
    public TKey KeyAs<TKey>(ISerde<TKey> serde) => Decode(serde, Key, 0, "key");

    /// <summary>The value of a row without a due time.</summary>
    /// <exception cref="StateException">The serde cannot read the bytes.</exception>
    public TValue ValueAs<TValue>(ISerde<TValue> serde) => Decode(serde, Value, 0, "value");

    /// <summary>The value of a row with a due time.</summary>
    /// <exception cref="StateException">The serde cannot read the bytes.</exception>
    public TValue TimedValueAs<TValue>(ISerde<TValue> serde) => Decode(serde, Value, ExpiringTableLayout.HeaderLength, "value");

    private TValue Decode<TValue>(ISerde<TValue> serde, byte[] bytes, int from, string what) => RowDecoder.Decode(serde, bytes, from, Store, Task.Name, what);
}
