using System.Buffers.Binary;

namespace ClickstreamAnalysis.Logs;

/// <summary>Chooses the partition of a key as the default partitioner of Apache Kafka's Java client does.</summary>
/// <remarks>
/// Clients in other languages choose the same partition only when configured to (librdkafka: <c>partitioner=murmur2_random</c>).
/// All records of a key must be in one partition, so every writer to a topic that is joined by key must use this partitioner.
/// </remarks>
public static class KeyPartitioner
{
    private const uint Seed = 0x9747b28c;
    private const uint Multiplier = 0x5bd1e995;
    private const int Shift = 24;

    /// <summary>Returns the partition of a key.</summary>
    /// <param name="key">The bytes of the key. Do not pass a null key: it has no fixed partition.</param>
    /// <param name="partitions">The number of partitions of the topic; at least 1.</param>
    /// <returns>A number from 0 to <paramref name="partitions"/> − 1; always the same for the same key and number of partitions.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="partitions"/> is less than 1.</exception>
    public static int PartitionFor(ReadOnlySpan<byte> key, int partitions)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(partitions, 1);

        // Clears only the sign bit: Math.Abs would choose different partitions than Kafka.
        return (int)(Murmur2(key) & 0x7fffffff) % partitions;
    }

    /// <summary>The 32-bit MurmurHash2 with Kafka's seed.</summary>
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
