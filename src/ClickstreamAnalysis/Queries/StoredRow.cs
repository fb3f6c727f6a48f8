using ClickstreamAnalysis.Processing.Tasks;
using ClickstreamAnalysis.State.Rows;

namespace ClickstreamAnalysis.Queries;

/// <summary>The bytes of one key and its value in a store.</summary>
/// <param name="Key">The key, without the partition.</param>
/// <param name="Value">The value, as in the row.</param>
/// <param name="Task">The task that the store belongs to.</param>
internal readonly record struct StoredRow(byte[] Key, byte[] Value, CommittedTask Task)
{
    /// <summary>Whether a row with a due time is within its retention.</summary>
    public bool IsRetained => ExpiringTableLayout.ReadHeader(Value).DueMs >= Task.StreamTimeMs;

    /// <exception cref="StateException">The serde cannot read the bytes.</exception>
    public TKey KeyAs<TKey>(ISerde<TKey> serde) => Decode(serde, Key, "key");

    /// <summary>The value of a row without a due time.</summary>
    /// <exception cref="StateException">The serde cannot read the bytes.</exception>
    public TValue ValueAs<TValue>(ISerde<TValue> serde) => Decode(serde, Value, "value");

    /// <summary>The value of a row with a due time.</summary>
    /// <exception cref="StateException">The serde cannot read the bytes.</exception>
    public TValue TimedValueAs<TValue>(ISerde<TValue> serde) => Decode(serde, Value.AsSpan(ExpiringTableLayout.HeaderLength), "value");

    // The serde's message may quote data, so only its reason is used.
    private TValue Decode<TValue>(ISerde<TValue> serde, ReadOnlySpan<byte> bytes, string what)
    {
        try
        {
            return serde.Deserialize(bytes);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            throw new StateException(
                $"Task {Task.Id}: serde '{serde.Name}' cannot read a {what} of {bytes.Length} bytes of its state ({(error is SerdeException known ? known.Reason : error.GetType().Name)}). "
                + "The state was written with another serde, or it is damaged.",
                error)
            { TaskId = Task.Id.ToString() };
        }
    }
}
