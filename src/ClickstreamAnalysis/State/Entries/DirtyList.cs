namespace ClickstreamAnalysis.State.Entries;

/// <summary>The entries changed since the last commit, in the order of their first change.</summary>
internal sealed class DirtyList<TKey, TState>
    where TKey : notnull
{
    private LiveEntry<TKey, TState>? _last;

    public LiveEntry<TKey, TState>? First { get; private set; }

    /// <summary>Adds an entry.</summary>
    /// <returns>False when the entry is already in the list.</returns>
    public bool TryAdd(LiveEntry<TKey, TState> entry)
    {
        if (entry.IsDirty)
        {
            return false;
        }

        entry.IsDirty = true;
        if (_last is null)
        {
            First = entry;
        }
        else
        {
            _last.NextDirty = entry;
        }

        _last = entry;
        return true;
    }

    /// <summary>Removes and returns the first entry; null when the list is empty.</summary>
    public LiveEntry<TKey, TState>? Take()
    {
        if (First is not { } entry)
        {
            return null;
        }

        First = entry.NextDirty;
        _last = First is null ? null : _last;
        entry.IsDirty = false;
        entry.NextDirty = null;
        return entry;
    }

    public void Clear() => First = _last = null;
}
