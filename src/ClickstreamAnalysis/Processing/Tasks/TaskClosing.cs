namespace ClickstreamAnalysis.Processing.Tasks;

/// <summary>Closes the windows and sessions of a task that stream time has passed, and fires its punctuations.</summary>
/// <param name="clock">The task's stream time.</param>
/// <param name="hooks">The operators that close something.</param>
/// <param name="punctuations">The task's punctuations.</param>
/// <param name="state">The task's stores, which follow stream time.</param>
/// <param name="allowance">How much the tasks of the thread may close in this turn.</param>
internal sealed class TaskClosing(TaskClock clock, TaskHooks hooks, Punctuations punctuations, TaskState state, ClosingAllowance allowance)
{
    private long _closedUpToMs = TaskClock.NotStarted;
    private bool _isPunctuatedAtEnd;

    /// <summary>Something was closed or fired since the last commit.</summary>
    public bool HasUncommitted { get; private set; }

    /// <summary>More is due than the thread's tasks may close in one turn.</summary>
    public bool HasMoreDue { get; private set; }

    /// <summary>Everything that stream time has passed is closed.</summary>
    public bool IsUpToDate => !HasMoreDue && _closedUpToMs == clock.StreamTimeMs;

    /// <summary>The stream time up to which everything is closed; <see cref="TaskClock.NotStarted"/> while more is due.</summary>
    public long ClosedUpToMs => HasMoreDue ? TaskClock.NotStarted : _closedUpToMs;

    /// <summary>Fires the punctuations that stream time has reached. After each record; costs a comparison when none is due.</summary>
    /// <returns>Whether punctuations were due, which closes what is due as well.</returns>
    public bool PunctuateIfDue()
    {
        if (clock.StreamTimeMs < punctuations.NextStreamTimeMs)
        {
            return false;
        }

        Punctuate();
        return true;
    }

    /// <summary>Closes what is due and fires the punctuations that stream time has reached.</summary>
    public void CloseAndPunctuate()
    {
        if (!PunctuateIfDue())
        {
            CloseDue();
        }
    }

    /// <summary>After a batch: closes what is due, and fires punctuations on the wall clock.</summary>
    public void EndBatch(long wallClockMs)
    {
        CloseDue();
        HasUncommitted |= punctuations.FireWallClock(wallClockMs);
    }

    /// <summary>Moves stream time forward without a record.</summary>
    public void AdvanceTo(long timestampMs)
    {
        if (timestampMs > clock.StreamTimeMs)
        {
            clock.Advance(timestampMs);
            HasUncommitted = true;
            CloseAndPunctuate();
        }
    }

    /// <summary>The end of a bounded run: moves stream time far enough that nothing stays open, and closes it in parts.</summary>
    /// <returns>Whether everything is closed.</returns>
    public bool TryCloseEverything()
    {
        while (true)
        {
            if (HasMoreDue)
            {
                CloseDue();
                return false;
            }

            if (LastDueMs() is { } last && last >= clock.StreamTimeMs)
            {
                AdvanceTo(last + 1);
            }
            else if (_isPunctuatedAtEnd)
            {
                return true;
            }
            else
            {
                // The punctuations may forward records that open windows again.
                _isPunctuatedAtEnd = true;
                HasUncommitted |= punctuations.FireAtEnd();
            }
        }
    }

    /// <summary>The log has committed.</summary>
    public void Committed() => HasUncommitted = false;

    /// <summary>What is due is closed first, so that the punctuation finds it closed.</summary>
    private void Punctuate()
    {
        CloseDue();
        HasUncommitted |= punctuations.FireStreamTime();
    }

    private void CloseDue()
    {
        if (clock.StreamTimeMs == _closedUpToMs && !HasMoreDue)
        {
            return;
        }

        _closedUpToMs = clock.StreamTimeMs;
        state.AdvanceStreamTime(_closedUpToMs);
        var isAll = true;
        foreach (var closeDue in hooks.StreamTime)
        {
            isAll &= closeDue(_closedUpToMs, ref allowance.Left);
        }

        // Work without a record must be committed, too: the rest of an earlier turn, and what was due when the task was restored. Otherwise its
        // results would be committed with those of another task, and after a crash the state would give them again.
        HasUncommitted |= HasMoreDue || !isAll || state.IsDirty;
        HasMoreDue = !isAll;
    }

    /// <summary>The last stream time at which something is due; null when nothing is. Entries that never expire do not count.</summary>
    private long? LastDueMs()
    {
        long? last = null;
        foreach (var lastDueMs in hooks.EndOfInput)
        {
            last = lastDueMs() is { } due and < long.MaxValue ? Math.Max(last ?? due, due) : last;
        }

        return last;
    }
}
