using Microsoft.Extensions.Logging;

namespace ClickstreamAnalysis.Processing.Losses;

/// <summary>
/// The records that the operators of an application did not use, as of the last commits. Logs the first record of each operator
/// and reason at once, and the others as one line a minute. Thread-safe.
/// </summary>
internal sealed class LossBoard(TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan s_interval = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<LossKey, Entry> _entries = [];
    private readonly List<LossKey> _order = [];

    // When the first loss that no summary includes was committed; null when there is none.
    private long? _pendingSince;

    /// <summary>Logs the record if it is the first that this operator did not use for this reason.</summary>
    public void Announce(LossKey key, in Loss loss, in LossPlace place)
    {
        lock (_lock)
        {
            var entry = EntryOf(key);
            if (entry.IsAnnounced)
            {
                return;
            }

            entry.IsAnnounced = true;
            entry.Untold--;
        }

        LogFirst(key, in loss, in place);
    }

    /// <summary>Adds what a task has committed.</summary>
    public void Add(TaskLosses losses)
    {
        if (losses.Uncommitted.Count == 0)
        {
            return;
        }

        lock (_lock)
        {
            foreach (var (key, loss) in losses.Uncommitted)
            {
                var entry = EntryOf(key);
                entry.Total.Add(in loss);
                entry.Pending.Add(in loss);
                entry.Untold += loss.Records;
            }

            _pendingSince ??= time.GetTimestamp();
        }
    }

    /// <summary>All losses so far, in the order in which they first occurred.</summary>
    public OperatorLoss[] Read()
    {
        lock (_lock)
        {
            return
            [
                .. _order.Select(key => (Key: key, _entries[key].Total)).Where(loss => loss.Total.Records > 0).Select(loss =>
                    new OperatorLoss(loss.Key.Operator, loss.Key.Reason, loss.Total.Records)
                    {
                        HighestLateness = Time(loss.Total.HighestLatenessMs),
                        NeededGrace = Time(loss.Total.NeededGraceMs),
                    }),
            ];
        }
    }

    /// <summary>Logs a summary if a minute has passed since the first loss that it includes. Called about once a second.</summary>
    public void SummarizeIfDue()
    {
        bool isDue;
        lock (_lock)
        {
            isDue = _pendingSince is { } since && time.GetElapsedTime(since) >= s_interval;
        }

        if (isDue)
        {
            Summarize();
        }
    }

    /// <summary>Logs what was lost since the last summary, except records that were logged one by one.</summary>
    public void Summarize()
    {
        List<(LossKey Key, Loss Pending, long Total)> lines = [];
        TimeSpan elapsed;
        lock (_lock)
        {
            elapsed = _pendingSince is { } since ? time.GetElapsedTime(since) : TimeSpan.Zero;
            _pendingSince = null;
            foreach (var key in _order)
            {
                var entry = _entries[key];
                if (entry.Untold > 0)
                {
                    lines.Add((key, entry.Pending, entry.Total.Records));
                }

                entry.Untold = Math.Min(0, entry.Untold);
                entry.Pending = default;
            }
        }

        foreach (var (key, pending, total) in lines)
        {
            LogSummary(key, in pending, total, TimeSpan.FromSeconds(Math.Ceiling(elapsed.TotalSeconds)));
        }
    }

    private Entry EntryOf(LossKey key)
    {
        if (!_entries.TryGetValue(key, out var entry))
        {
            _entries.Add(key, entry = new Entry());
            _order.Add(key);
        }

        return entry;
    }

    private void LogFirst(LossKey key, in Loss loss, in LossPlace place)
    {
        var where = place.Source.Offset < 0
            ? "while windows were being closed"
            : $"at {place.Source.Topic}-{place.Source.Partition}, offset {place.Source.Offset}";
        if (loss.HighestLatenessMs is null)
        {
            // The message of an exception may hold user data.
            logger.RecordDropped(key.Operator, place.Task, where, key.Reason, place.Error is { } error ? $" ({error.GetType().Name})" : "");
        }
        else if (loss.NeededGraceMs is null)
        {
            logger.RecordLate(key.Operator, place.Task, where, key.Reason, Time(loss.HighestLatenessMs));
        }
        else
        {
            logger.RecordLateForGrace(key.Operator, place.Task, where, key.Reason, Time(loss.HighestLatenessMs), Time(loss.NeededGraceMs));
        }
    }

    private void LogSummary(LossKey key, in Loss pending, long total, TimeSpan elapsed)
    {
        if (pending.HighestLatenessMs is null)
        {
            logger.RecordsDropped(key.Operator, pending.Records, elapsed, key.Reason, total);
        }
        else if (pending.NeededGraceMs is null)
        {
            logger.RecordsLate(key.Operator, pending.Records, elapsed, key.Reason, Time(pending.HighestLatenessMs), total);
        }
        else
        {
            logger.RecordsLateForGrace(key.Operator, pending.Records, elapsed, key.Reason, Time(pending.HighestLatenessMs), Time(pending.NeededGraceMs), total);
        }
    }

    private static TimeSpan? Time(long? ms) => ms is { } value ? TimeSpan.FromMilliseconds(value) : null;

    private sealed class Entry
    {
        public bool IsAnnounced;

        public Loss Total;

        /// <summary>Committed since the last summary.</summary>
        public Loss Pending;

        /// <summary>Committed since the last summary and not logged one by one; -1 when the first was logged and not committed yet.</summary>
        public long Untold;
    }
}
