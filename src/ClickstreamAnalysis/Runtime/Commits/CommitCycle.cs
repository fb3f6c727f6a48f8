using ClickstreamAnalysis.Runtime.Tasks;
using ClickstreamAnalysis.State.Tables;

namespace ClickstreamAnalysis.Runtime.Commits;

/// <summary>Decides in each turn of a thread whether to commit, and which rows to write.</summary>
/// <param name="committer">Commits and writes.</param>
/// <param name="clock">Says when a commit is due.</param>
/// <param name="tasks">The thread's tasks.</param>
/// <param name="live">The memory of live entries; under pressure a commit comes early.</param>
/// <param name="onCommitted">Called after each commit.</param>
internal sealed class CommitCycle(Committer committer, CommitClock clock, TaskTable tasks, LiveMemory live, Action onCommitted)
{
    /// <summary>Something was committed.</summary>
    public bool HasCommitted { get; private set; }

    /// <summary>Rows are to be written, which need no waiting: nothing is uncommitted, so nothing is held up.</summary>
    public bool HasRowsToWriteNow => committer.HasMoreRows && !tasks.HasUncommitted;

    /// <inheritdoc cref="Committer.HasMoreRows"/>
    public bool HasMoreRows => committer.HasMoreRows;

    /// <summary>A wait for records that does not miss the next commit.</summary>
    public TimeSpan Limit(TimeSpan wait) => clock.Limit(wait, tasks.HasUncommitted);

    /// <summary>Once a turn, after its records.</summary>
    public void Turn()
    {
        if (!tasks.HasUncommitted)
        {
            clock.Restart();
            committer.WriteBackDue();
            committer.CommitMoved();
        }
        else if (clock.IsDue || live.IsPressed)
        {
            Commit(isLast: false);
        }
        else
        {
            committer.WriteBackPart();
        }
    }

    /// <inheritdoc cref="Committer.Commit(bool)"/>
    public void Commit(bool isLast)
    {
        clock.Restart();
        if (committer.Commit(isLast))
        {
            HasCommitted = true;
            onCommitted();
        }
    }

    /// <summary>Commits and writes every row, so that the next owner of the tasks has nothing to replay.</summary>
    public void CommitAndWriteBack()
    {
        Commit(isLast: true);
        committer.WriteBack(everything: true);
    }
}
