namespace ClickstreamAnalysis.State.Databases;

/// <summary>Enumerates rows of a snapshot in ascending order. Must be disposed, because it may own a native iterator.</summary>
internal abstract class StateCursor : IDisposable
{
    /// <summary>Valid until the next <see cref="MoveNext"/>.</summary>
    public abstract ReadOnlySpan<byte> Key { get; }

    /// <summary>Valid until the next <see cref="MoveNext"/>.</summary>
    public abstract ReadOnlySpan<byte> Value { get; }

    public abstract bool MoveNext();

    public abstract void Dispose();
}
