using ClickstreamAnalysis.State.Databases;
using ClickstreamAnalysis.State.Tables;

namespace ClickstreamAnalysis.Tests.State;

/// <summary>Keeps changelog records in their order, as a topic would.</summary>
internal sealed class CapturedChangelog : IChangelogWriter
{
    public List<(byte[] Key, byte[]? Value)> Records { get; } = [];

    /// <summary>Records with more bytes of key and value are not taken.</summary>
    public int MaxBytes { get; set; } = int.MaxValue;

    public bool TryWrite(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, bool hasValue)
    {
        if (!hasValue && !value.IsEmpty)
        {
            throw new ArgumentException("A tombstone has no value.");
        }

        if (key.Length + value.Length > MaxBytes)
        {
            return false;
        }

        Records.Add((key.ToArray(), hasValue ? value.ToArray() : null));
        return true;
    }

    public void Reject(string reason, Exception error) => throw error;

    /// <summary>Plays every record, from this one on, into the store.</summary>
    public void Replay(TaskStore store, StateDatabase database, int from = 0)
    {
        using var batch = database.CreateBatch();
        foreach (var (key, value) in Records.Skip(from))
        {
            store.Restore(batch, key, value, value is not null);
        }

        database.Apply(batch);
    }
}
