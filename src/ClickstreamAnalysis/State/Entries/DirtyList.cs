using System.Diagnostics;

namespace ClickstreamAnalysis.State.Entries;

/// <summary>The entries changed since the last commit, in the order of their first change.</summary>
internal sealed class DirtyList<TKey, TState>
    where TKey : notnull
{
    private LiveEntry<TKey, TState>? _last;

    public LiveEntry<TKey, TState>? First { get; private set; }

    /// <summary>Adds an entry, which must not be in the list nor in the <see cref="WriteBackQueue{TKey,TState}"/>.</summary>
    public void Add(LiveEntry<TKey, TState> entry)
    {
        Debug.Assert(!entry.IsDirty && !entry.IsUnwritten, "Both lists link their entries by the same field.");
        entry.IsDirty = true;
        if (_last is null)
        {
            First = entry;
        }
        else
        {
            _last.Next = entry;
        }

        _last = entry;
    }

    /// <summary>Removes and returns the first entry; null when the list is empty.</summary>
    public LiveEntry<TKey, TState>? Take()
    {
        if (First is not { } entry)
        {
            return null;
        }

        First = entry.Next;
        _last = First is null ? null : _last;
        entry.IsDirty = false;
        entry.Next = null;
        return entry;
    }

    public void Clear() => First = _last = null;
}
