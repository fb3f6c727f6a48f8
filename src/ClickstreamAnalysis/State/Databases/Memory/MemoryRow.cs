namespace ClickstreamAnalysis.State.Databases.Memory;

/// <summary>An immutable row.</summary>
internal sealed class MemoryRow(byte[] key, byte[] value)
{
    public static readonly IComparer<MemoryRow> ByKey = Comparer<MemoryRow>.Create(static (a, b) => a.Key.AsSpan().SequenceCompareTo(b.Key));

    public byte[] Key => key;

    public byte[] Value => value;
}
