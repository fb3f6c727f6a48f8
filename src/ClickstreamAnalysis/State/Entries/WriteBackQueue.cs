using System.Diagnostics;

namespace ClickstreamAnalysis.State.Entries;

/// <summary>Committed entries with pending rows, oldest first. Removing an entry from any position takes constant time.</summary>
internal sealed class WriteBackQueue<TKey, TState>
    where TKey : notnull
{
    private LiveEntry<TKey, TState>? _last;

    public LiveEntry<TKey, TState>? First { get; private set; }

    /// <summary>The first entry if its last change was committed in this generation or before; otherwise null. Generations are at most 2^31 − 1 apart.</summary>
    public LiveEntry<TKey, TState>? FirstUpTo(long generation) => First is { } first && (int)generation - first.UnwrittenSince >= 0 ? first : null;

    /// <summary>Appends an entry.</summary>
    public void Add(LiveEntry<TKey, TState> entry, long generation)
    {
        Debug.Assert(!entry.IsUnwritten && !entry.IsDirty, "The entry left the queue when it became dirty, and the list of dirty entries when it was committed.");
        entry.IsUnwritten = true;
        entry.UnwrittenSince = (int)generation;
        entry.Previous = _last;
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

    /// <summary>Removes an entry if it is in the queue.</summary>
    public void Remove(LiveEntry<TKey, TState> entry)
    {
        if (!entry.IsUnwritten)
        {
            return;
        }

        var (previous, next) = (entry.Previous, entry.Next);
        if (previous is null)
        {
            First = next;
        }
        else
        {
            previous.Next = next;
        }

        if (next is null)
        {
            _last = previous;
        }
        else
        {
            next.Previous = previous;
        }

        entry.Previous = entry.Next = null;
        entry.IsUnwritten = false;
    }

    public void Clear() => First = _last = null;
}
