namespace ClickstreamAnalysis.State.Entries;

/// <summary>Flags of a <see cref="LiveEntry{TKey,TState}"/>, whose properties say what they mean. One byte, because a store has millions of entries.</summary>
[Flags]
internal enum EntryFlags : byte
{
    /// <summary>No flag.</summary>
    None = 0,

    /// <inheritdoc cref="LiveEntry{TKey,TState}.HasRow"/>
    HasRow = 1 << 0,

    /// <inheritdoc cref="LiveEntry{TKey,TState}.IsCovered"/>
    IsCovered = 1 << 1,

    /// <inheritdoc cref="LiveEntry{TKey,TState}.IsLogged"/>
    IsLogged = 1 << 2,

    /// <inheritdoc cref="LiveEntry{TKey,TState}.IsUnwritten"/>
    IsUnwritten = 1 << 3,

    /// <inheritdoc cref="LiveEntry{TKey,TState}.IsSuperseded"/>
    IsSuperseded = 1 << 4,
}
