using System.Buffers.Binary;

namespace ClickstreamAnalysis.Logs;

/// <summary>Chooses the partition of a key, in the same way as the default partitioner of Apache Kafka's Java client.</summary>
/// <remarks>
/// The clients of other languages choose the same partition only when they are told to (librdkafka: <c>partitioner=murmur2_random</c>).
/// All records of a key must be in one partition, so whatever writes to a topic that is joined by key has to agree on this.
/// </remarks>
public static class KeyPartitioner
{
    private const uint Seed = 0x9747b28c;
    private const uint Multiplier = 0x5bd1e995;
    private const int Shift = 24;

    /// <summary>The partition of a key.</summary>
    /// <param name="key">The bytes of the key; not a null key, which belongs to no partition in particular.</param>
    /// <param name="partitions">How many partitions the topic has; at least 1.</param>
    /// <returns>A number from 0 to <paramref name="partitions"/> − 1, the same for all time.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="partitions"/> is less than 1.</exception>
    public static int PartitionFor(ReadOnlySpan<byte> key, int partitions)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(partitions, 1);

        // Only the sign bit is dropped: Math.Abs would choose other partitions than Kafka does.
        return (int)(Murmur2(key) & 0x7fffffff) % partitions;
    }

    /// <summary>The 32-bit hash MurmurHash2 with the seed that Kafka uses.</summary>
    internal static uint Murmur2(ReadOnlySpan<byte> bytes)
    {
        var hash = Seed ^ (uint)bytes.Length;
        while (bytes.Length >= sizeof(uint))
        {
            var word = BinaryPrimitives.ReadUInt32LittleEndian(bytes) * Multiplier;
            hash = (hash * Multiplier) ^ ((word ^ (word >> Shift)) * Multiplier);
            bytes = bytes[sizeof(uint)..];
        }

        for (var i = bytes.Length - 1; i >= 0; i--)
        {
            hash ^= (uint)bytes[i] << (8 * i);
            hash = i == 0 ? hash * Multiplier : hash;
        }

        hash = (hash ^ (hash >> 13)) * Multiplier;
        return hash ^ (hash >> 15);
    }
}
