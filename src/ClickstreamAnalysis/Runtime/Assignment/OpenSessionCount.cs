using ClickstreamAnalysis.Processing.Tasks;
using ClickstreamAnalysis.Runtime.Instances;
using ClickstreamAnalysis.Runtime.Metrics;
using ClickstreamAnalysis.State.Databases;
using ClickstreamAnalysis.State.Rows;

namespace ClickstreamAnalysis.Runtime.Assignment;

/// <summary>
/// Counts the open sessions in the rows of a task that starts. The stream thread reads one page; what is left is counted in the background from a
/// snapshot, so that a large state does not delay the first record.
/// </summary>
internal static class OpenSessionCount
{
    private const int PageRows = 1_000;

    /// <summary>Counts, or begins to. The rows are complete, and the task has processed nothing yet.</summary>
    public static void Begin(StreamTask task, SessionBoard board, SharedDatabase database)
    {
        foreach (var hook in task.Hooks.Sessions)
        {
            if (task.State.Checkpoint is null)
            {
                board.Start(task.Id, hook.NodeName, open: 0);
            }
            else if (database.TakeSnapshot() is { } snapshot)
            {
                var rows = new Rows(snapshot, hook, task.Id.Partition);
                var open = board.Start(task.Id, hook.NodeName, open: null);
                if (rows.CountPage())
                {
                    _ = Task.Run(() => CountRest(rows, open, board));
                }
                else
                {
                    board.Counted(open, rows.Sessions);
                    rows.Dispose();
                }
            }
        }
    }

    private static void CountRest(Rows rows, SessionBoard.OpenCount open, SessionBoard board)
    {
        try
        {
            while (rows.CountPage())
            {
            }

            board.Counted(open, rows.Sessions);
        }
        catch (Exception error) when (error is ObjectDisposedException or StateException)
        {
            // The database is closed, and the task with it; or the stream thread meets the same fault.
        }
        finally
        {
            rows.Dispose();
        }
    }

    private sealed class Rows : IDisposable
    {
        private readonly QuerySnapshot _snapshot;
        private readonly SessionHook _hook;
        private readonly byte[] _end = new byte[RowKey.PrefixLength];
        private readonly List<StateRow> _page = [];
        private byte[] _next = new byte[RowKey.PrefixLength];

        public Rows(QuerySnapshot snapshot, SessionHook hook, int partition)
        {
            _snapshot = snapshot;
            _hook = hook;
            RowKey.WritePrefix(_next, partition);
            RowKey.WriteEnd(_end, partition);
        }

        public long Sessions { get; private set; }

        /// <summary>Counts the sessions of a page of rows; false after the last one.</summary>
        public bool CountPage()
        {
            _page.Clear();
            _snapshot.ReadPage(ExpiringTableLayout.RowsTable(_hook.NodeName), _next, _end, PageRows, _page);
            foreach (var row in _page)
            {
                Sessions += _hook.CountOf(row.Value.AsSpan(ExpiringTableLayout.HeaderLength));
            }

            if (_page.Count < PageRows)
            {
                return false;
            }

            _next = [.. _page[^1].Key, 0]; // the first key behind it
            return true;
        }

        public void Dispose() => _snapshot.Dispose();
    }
}
