using ClickstreamAnalysis.State.Databases;
using ClickstreamAnalysis.State.Databases.Memory;
using ClickstreamAnalysis.State.Rows;
using CsCheck;

namespace ClickstreamAnalysis.Tests.State;

public sealed class SortingBatchTests
{
    private static readonly Gen<Change[]> s_changes =
        (from kind in Gen.Int[0, 9]
         from table in Gen.Int[0, 1]
         from key in Gen.Byte[0, 4].Array[0, 2]
         from value in Gen.Byte.Array[0, 3]
         select new Change(kind, table, key, value)).Array[0, 40];

    [Test]
    public void Any_changes_leave_the_same_rows_as_in_the_order_in_which_they_came() => s_changes.Sample(changes =>
    {
        using var plain = new MemoryStateDatabase();
        using var batch = plain.CreateBatch();
        Make(changes, batch, plain);
        plain.Apply(batch);

        using var sorted = new MemoryStateDatabase();
        using var sorting = new SortingBatch(sorted.CreateBatch());
        Make(changes, sorting, sorted);
        sorted.Apply(sorting.InOrder());

        return Rows(plain).SequenceEqual(Rows(sorted));
    });

    [Test]
    public void Changes_are_handed_over_by_table_and_key()
    {
        using var database = new MemoryStateDatabase();
        var (one, two) = (database.OpenTable("one"), database.OpenTable("two"));
        using var sorting = new SortingBatch(database.CreateBatch());
        sorting.Put(one, "c"u8, "1"u8);
        sorting.Put(two, "b"u8, "2"u8);
        sorting.Delete(one, "a"u8);
        sorting.Put(two, "a"u8, "3"u8);
        sorting.Put(one, "ab"u8, "4"u8);
        sorting.Put(one, "c"u8, "5"u8);
        Assert.That(sorting.WaitingBytes, Is.EqualTo(12));

        var handedOver = ((MemoryStateBatch)sorting.InOrder()).Changes;

        Assert.That(
            handedOver.Select(change => $"{change.Table.Name} {Text(change.Key)} {Text(change.Value)}"),
            Is.EqualTo(new[] { "one a ", "one ab 4", "one c 1", "one c 5", "two a 3", "two b 2" }));
        Assert.That(sorting.WaitingBytes, Is.Zero);
    }

    [Test]
    public void Clear_ForgetsWhatWaitsAndWhatWasHandedOver()
    {
        using var database = new MemoryStateDatabase();
        var table = database.OpenTable("one");
        using var sorting = new SortingBatch(database.CreateBatch());
        sorting.Put(table, "a"u8, "1"u8);
        sorting.InOrder();
        sorting.Put(table, "b"u8, "1"u8);
        Assert.That(sorting.IsEmpty, Is.False);

        sorting.Clear();

        Assert.That(sorting.IsEmpty, Is.True);
        Assert.That(sorting.InOrder().IsEmpty, Is.True);
    }

    private static void Make(Change[] changes, StateBatch batch, MemoryStateDatabase database)
    {
        foreach (var change in changes)
        {
            var table = database.OpenTable($"{change.Table}");
            switch (change.Kind)
            {
                case 0:
                    batch.DeleteRange(table, change.Key, [.. change.Key, 2]);
                    break;
                case < 4:
                    batch.Delete(table, change.Key);
                    break;
                default:
                    batch.Put(table, change.Key, change.Value);
                    break;
            }
        }
    }

    private static List<string> Rows(MemoryStateDatabase database)
    {
        var rows = new List<string>();
        for (var table = 0; table < 2; table++)
        {
            using var cursor = database.OpenTable($"{table}").Scan([], []);
            while (cursor.MoveNext())
            {
                rows.Add($"{table} {Convert.ToHexString(cursor.Key)}={Convert.ToHexString(cursor.Value)}");
            }
        }

        return rows;
    }

    private static string Text(byte[] bytes) => System.Text.Encoding.UTF8.GetString(bytes);

    private sealed record Change(int Kind, int Table, byte[] Key, byte[] Value)
    {
        public override string ToString() => $"{Kind} {Table} {Convert.ToHexString(Key)} {Convert.ToHexString(Value)}";
    }
}
