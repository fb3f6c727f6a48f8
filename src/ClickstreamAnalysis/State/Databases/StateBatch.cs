namespace ClickstreamAnalysis.State.Databases;

/// <summary>Changes to be applied as one.</summary>
internal abstract class StateBatch : IDisposable
{
    /// <summary>Nothing is to be applied.</summary>
    public abstract bool IsEmpty { get; }

    public abstract void Put(StateTable table, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value);

    public abstract void Delete(StateTable table, ReadOnlySpan<byte> key);

    /// <summary>Deletes from ≤ key &lt; to.</summary>
    public abstract void DeleteRange(StateTable table, ReadOnlySpan<byte> from, ReadOnlySpan<byte> toExclusive);

    public abstract void Clear();

    public abstract void Dispose();
}
