using ClickstreamAnalysis.State;

namespace ClickstreamAnalysis.Tests.State;

/// <summary>The commit as a task does it.</summary>
internal static class CommitSteps
{
    public static void Commit(this TaskStore store, StateDatabase database, IChangelogWriter? changelog = null)
    {
        using var batch = database.CreateBatch();
        store.Flush(batch, changelog);
        database.Apply(batch);
        store.Committed();
    }

    public static int CountRows(this StateDatabase database, string table)
    {
        using var cursor = database.OpenTable(table).Scan([], []);
        var count = 0;
        while (cursor.MoveNext())
        {
            count++;
        }

        return count;
    }
}
