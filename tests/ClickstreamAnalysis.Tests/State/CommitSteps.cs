using ClickstreamAnalysis.State.Databases;
using ClickstreamAnalysis.State.Tables;

namespace ClickstreamAnalysis.Tests.State;

/// <summary>The commit as a task does it, with its rows at once.</summary>
internal static class CommitSteps
{
    public static void Commit(this TaskStore store, StateDatabase database, IChangelogWriter? changelog = null)
    {
        store.Flush(changelog);
        store.Committed(generation: 0);
        store.WriteBack(database, upToGeneration: 0);
    }

    /// <summary>Writes rows, as a task does some time after the commit.</summary>
    public static void WriteBack(this TaskStore store, StateDatabase database, long upToGeneration)
    {
        using var batch = database.CreateBatch();
        store.WriteBack(batch, upToGeneration);
        database.Apply(batch);
    }

    /// <summary>Writes a few rows, as a task does between commits.</summary>
    public static void WriteBackPart(this TaskStore store, StateDatabase database, long upToGeneration, int most)
    {
        using var batch = database.CreateBatch();
        store.WriteBackPart(batch, upToGeneration, ref most);
        database.Apply(batch);
    }

    /// <summary>Hands over so many of what is due, or all.</summary>
    public static bool Advance<TKey, TState>(
        this ExpiringTable<TKey, TState> table, long streamTimeMs, IExpiryHandler<TKey, TState> handler, int most = int.MaxValue)
        where TKey : notnull => table.Advance(streamTimeMs, handler, ref most);

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
