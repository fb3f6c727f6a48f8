namespace ClickstreamAnalysis.State.Databases;

/// <summary>Changes that are applied atomically.</summary>
internal abstract class StateBatch : IDisposable
{
    /// <summary>Whether the batch has no changes.</summary>
    public abstract bool IsEmpty { get; }

    public abstract void Put(StateTable table, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value);

    public abstract void Delete(StateTable table, ReadOnlySpan<byte> key);

    /// <summary>Deletes the rows with from ≤ key &lt; to.</summary>
    public abstract void DeleteRange(StateTable table, ReadOnlySpan<byte> from, ReadOnlySpan<byte> toExclusive);

    public abstract void Clear();

    public abstract void Dispose();
}
