using System.Diagnostics;

namespace ClickstreamAnalysis.State.Entries;

/// <summary>Committed entries with pending rows, oldest first. Removing an entry from any position takes constant time.</summary>
internal sealed class WriteBackQueue<TKey, TState>
    where TKey : notnull
{
    private LiveEntry<TKey, TState>? _last;

    public LiveEntry<TKey, TState>? First { get; private set; }

    /// <summary>Appends an entry.</summary>
    public void Add(LiveEntry<TKey, TState> entry, long generation)
    {
        Debug.Assert(!entry.IsUnwritten, "The entry left the queue when it became dirty.");
        entry.IsUnwritten = true;
        entry.UnwrittenSince = generation;
        entry.PreviousUnwritten = _last;
        if (_last is null)
        {
            First = entry;
        }
        else
        {
            _last.NextUnwritten = entry;
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

        var (previous, next) = (entry.PreviousUnwritten, entry.NextUnwritten);
        if (previous is null)
        {
            First = next;
        }
        else
        {
            previous.NextUnwritten = next;
        }

        if (next is null)
        {
            _last = previous;
        }
        else
        {
            next.PreviousUnwritten = previous;
        }

        entry.PreviousUnwritten = entry.NextUnwritten = null;
        entry.IsUnwritten = false;
    }

    public void Clear() => First = _last = null;
}
