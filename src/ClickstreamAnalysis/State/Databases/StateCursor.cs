namespace ClickstreamAnalysis.State.Databases;

/// <summary>Walks rows forward over a snapshot. Must be disposed: a native iterator may stand behind it.</summary>
internal abstract class StateCursor : IDisposable
{
    /// <summary>Valid until the next <see cref="MoveNext"/>.</summary>
    public abstract ReadOnlySpan<byte> Key { get; }

    /// <summary>Valid until the next <see cref="MoveNext"/>.</summary>
    public abstract ReadOnlySpan<byte> Value { get; }

    public abstract bool MoveNext();

    public abstract void Dispose();
}
