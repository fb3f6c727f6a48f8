using ClickstreamAnalysis.Processing;
using ClickstreamAnalysis.State.Entries;
using ClickstreamAnalysis.State.Tables;

namespace ClickstreamAnalysis.Windows;

/// <summary>The open windows of one task: emits changed windows at commits, and closes those that are over.</summary>
internal sealed class OpenWindowsTable<TKey, TAggregate> : IExpiryHandler<TKey, OpenWindows<TAggregate>>
    where TKey : notnull
{
    private readonly TaskClock _clock;
    private readonly WindowTimes _times;
    private readonly ExpiringTable<TKey, OpenWindows<TAggregate>> _table;
    private readonly List<LiveEntry<TKey, OpenWindows<TAggregate>>> _changed = [];
    private Receiver<Windowed<TKey>, TAggregate>? _updates;
    private Receiver<Windowed<TKey>, TAggregate>? _closed;

    /// <param name="context">The context of the node.</param>
    /// <param name="name">The name of the store.</param>
    /// <param name="times">The windows.</param>
    public OpenWindowsTable(NodeContext context, string name, WindowTimes times)
    {
        _clock = context.Clock;
        _times = times;
        _table = context.GetStore<ExpiringTable<TKey, OpenWindows<TAggregate>>>(name);
        context.OnStreamTime((streamTimeMs, ref most) => _table.Advance(streamTimeMs, this, ref most));
        context.OnEndOfInput(_table.LatestDueMs);
        context.OnCountOpen("windows", most => _table.CountUpTo(most, static windows => windows.All.Length));
        context.OnCommit(ForwardUpdates);
    }

    /// <summary>Sets the receivers of the results. To be called once, after all callbacks of the node are registered.</summary>
    /// <param name="updates">Receives updates; null if nothing subscribes.</param>
    /// <param name="closed">Receives closed windows.</param>
    public void Connect(Receiver<Windowed<TKey>, TAggregate>? updates, Receiver<Windowed<TKey>, TAggregate> closed) => (_updates, _closed) = (updates, closed);

    /// <summary>The entry of a key; null when it has no open window.</summary>
    public LiveEntry<TKey, OpenWindows<TAggregate>>? Find(TKey key) => _table.Find(key);

    /// <summary>Sets the value of a window.</summary>
    /// <param name="windows">The windows of the key; <see cref="Keep"/> must follow.</param>
    /// <param name="startMs">The start of the window.</param>
    /// <param name="value">The value.</param>
    /// <param name="timestampMs">The time of the latest event that changed it.</param>
    public static void Set(OpenWindows<TAggregate> windows, long startMs, TAggregate value, long timestampMs)
    {
        ref var window = ref windows.At(startMs);
        window.Value = value;
        window.LatestMs = window.IsChanged ? Math.Max(window.LatestMs, timestampMs) : timestampMs;
        window.IsChanged = true;
    }

    /// <summary>Keeps the changed windows of a key.</summary>
    /// <param name="key">The key.</param>
    /// <param name="entry">The entry of the key; null when it has none.</param>
    /// <param name="windows">Its windows.</param>
    public void Keep(TKey key, LiveEntry<TKey, OpenWindows<TAggregate>>? entry, OpenWindows<TAggregate> windows)
    {
        var dueMs = _times.LastOpenMs(windows.All[0].StartMs);
        if (entry is null)
        {
            entry = _table.Add(key, windows, dueMs);
        }
        else
        {
            _table.Touch(entry, dueMs);
        }

        if (_updates is not null && !windows.IsChanged)
        {
            windows.IsChanged = true;
            _changed.Add(entry);
        }
    }

    public void OnDue(LiveEntry<TKey, OpenWindows<TAggregate>> entry)
    {
        var streamTimeMs = _clock.StreamTimeMs;
        var over = 0;
        foreach (ref readonly var window in entry.State.All)
        {
            if (!_times.IsOver(window.StartMs, streamTimeMs))
            {
                break;
            }

            over++;
            if (window.IsChanged)
            {
                // Subscribers of updates must receive the final value too.
                Update(entry.Key, in window);
            }

            _closed!.Process(new(Key(entry.Key, window.StartMs), window.Value, window.StartMs + _times.SizeMs - 1));
        }

        entry.State.RemoveFirst(over);
        if (entry.State.All.IsEmpty)
        {
            _table.Remove(entry);
        }
        else
        {
            _table.Touch(entry, _times.LastOpenMs(entry.State.All[0].StartMs));
        }
    }

    private void ForwardUpdates()
    {
        foreach (var entry in _changed)
        {
            foreach (ref readonly var window in entry.State.All)
            {
                if (window.IsChanged)
                {
                    Update(entry.Key, in window);
                }
            }

            entry.State.TakeChanges();
        }

        _changed.Clear();
    }

    private void Update(TKey key, in OpenWindows<TAggregate>.Window window) =>
        _updates?.Process(new(Key(key, window.StartMs), window.Value, window.LatestMs));

    private Windowed<TKey> Key(TKey key, long startMs) => new(key, startMs, startMs + _times.SizeMs);
}
