namespace ClickstreamAnalysis.State.Committed;

/// <summary>Compares keys by their bytes, as the database does.</summary>
internal sealed class ByteOrder : IComparer<byte[]>
{
    public static readonly ByteOrder Instance = new();

    public int Compare(byte[]? x, byte[]? y) => x.AsSpan().SequenceCompareTo(y);
}
