using System.Buffers.Binary;
using ClickstreamAnalysis.State;
using ClickstreamAnalysis.State.RocksDb;

namespace ClickstreamAnalysis.Tests.State;

/// <summary>What only the database on disk can get wrong.</summary>
public sealed class RocksDbStateDatabaseTests
{
    private string _directory = null!;

    [SetUp]
    public void Name() => _directory = Path.Combine(Path.GetTempPath(), "clickstream-state-" + Guid.NewGuid().ToString("N"));

    [TearDown]
    public void Delete()
    {
        if (Directory.Exists(_directory))
        {
            Directory.Delete(_directory, recursive: true);
        }
    }

    [Test]
    public void Open_NewDirectory_IsForThisUserOnly()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Ignore("Windows has no such modes: directories inherit their rights.");
            return;
        }

        using var database = RocksDbStateDatabase.Open(Path.Combine(_directory, "inner"));

        Assert.That(
            File.GetUnixFileMode(Path.Combine(_directory, "inner")),
            Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute));
    }

    [Test]
    public void Open_DirectoryInUse_SaysWhichAndWhatToDo()
    {
        using var first = RocksDbStateDatabase.Open(_directory);

        Assert.That(
            () => RocksDbStateDatabase.Open(_directory),
            Throws.TypeOf<StateDirectoryInUseException>().With.Message.Contains(_directory).And.Message.Contains("state directory of its own"));
        Assert.That(first.OpenTable("still-works").Name, Is.EqualTo("still-works"));
    }

    [Test]
    public void Open_DirectoryThatIsAFile_IsAStateException()
    {
        File.WriteAllText(_directory, "");
        try
        {
            Assert.That(() => RocksDbStateDatabase.Open(_directory), Throws.TypeOf<StateException>().With.Message.Contains(_directory));
        }
        finally
        {
            File.Delete(_directory);
        }
    }

    [Test]
    public void Open_LaterFormat_IsRefusedWithBothVersions()
    {
        using (var database = RocksDbStateDatabase.Open(_directory))
        {
            var later = new byte[4];
            BinaryPrimitives.WriteInt32BigEndian(later, 77);
            using var batch = database.CreateBatch();
            batch.Put(database.OpenTable("default"), "format"u8, later);
            database.Apply(batch);
        }

        Assert.That(
            () => RocksDbStateDatabase.Open(_directory),
            Throws.TypeOf<StateFormatException>().With.Message.Contains("format 77").And.Message.Contains("format 1").And.Message.Contains("move the directory away"));
        Assert.That(() => RocksDbStateDatabase.Open(_directory), Throws.TypeOf<StateFormatException>(), "a refusal must not keep the lock");
    }

    [Test]
    public void Open_DatabaseOfSomebodyElse_IsRefused()
    {
        using (var database = RocksDbStateDatabase.Open(_directory))
        {
            using var batch = database.CreateBatch();
            batch.Delete(database.OpenTable("default"), "format"u8);
            batch.Put(database.OpenTable("theirs"), "a"u8, "1"u8);
            database.Apply(batch);
        }

        Assert.That(
            () => RocksDbStateDatabase.Open(_directory),
            Throws.TypeOf<StateFormatException>().With.Message.Contains("without a state format"));
    }

    [Test]
    public void Open_DamagedManifest_IsCorruptionThatSaysWhatToDo()
    {
        RocksDbStateDatabase.Open(_directory).Dispose();
        foreach (var manifest in Directory.GetFiles(_directory, "MANIFEST-*"))
        {
            var bytes = File.ReadAllBytes(manifest);
            bytes.AsSpan(0, bytes.Length / 2).Fill(0xA5);
            File.WriteAllBytes(manifest, bytes);
        }

        Assert.That(
            () => RocksDbStateDatabase.Open(_directory),
            Throws.TypeOf<StateCorruptedException>().With.Message.Contains(_directory).And.Message.Contains("rebuilt from the changelog"));
    }

    [TestCase("get")]
    [TestCase("scan")]
    public void Read_DamagedTableFile_IsCorruption(string how)
    {
        using (var database = RocksDbStateDatabase.Open(_directory, new RocksDbStateOptions { MemoryBytes = 8 << 20 }))
        {
            WriteUntilFlushed(database);
        }

        foreach (var file in Directory.GetFiles(_directory, "*.sst").Where(static file => new FileInfo(file).Length > 100_000))
        {
            // Data blocks come first; what is read at opening comes last and stays whole.
            using var stream = File.OpenWrite(file);
            stream.Write(new byte[(int)(stream.Length / 2)]);
        }

        using var damaged = RocksDbStateDatabase.Open(_directory);
        var table = damaged.OpenTable("clicks");

        Assert.That(
            () =>
            {
                if (how == "get")
                {
                    table.TryGet(Key(0), new RowBuffer());
                }
                else
                {
                    using var cursor = table.Scan([], []);
                    while (cursor.MoveNext())
                    {
                    }
                }
            },
            Throws.TypeOf<StateCorruptedException>());
        Assert.That(damaged.OpenCursors, Is.Zero);
    }

    [Test]
    public void Dispose_CursorStillOpen_CursorGoesOnAndCloseWaitsForIt()
    {
        var database = RocksDbStateDatabase.Open(_directory);
        using (var batch = database.CreateBatch())
        {
            batch.Put(database.OpenTable("clicks"), "a"u8, "1"u8);
            database.Apply(batch);
        }

        var table = database.OpenTable("clicks");
        var cursor = table.Scan([], []);
        database.Dispose();

        Assert.That(cursor.MoveNext(), Is.True);
        Assert.That(() => table.TryGet("a"u8, new RowBuffer()), Throws.TypeOf<ObjectDisposedException>());
        Assert.That(() => table.Scan([], []), Throws.TypeOf<ObjectDisposedException>());
        Assert.That(() => RocksDbStateDatabase.Open(_directory), Throws.TypeOf<StateDirectoryInUseException>());

        cursor.Dispose();
        RocksDbStateDatabase.Open(_directory).Dispose();
    }

    [Test]
    public void Apply_MoreThanTheBudget_MemoryStaysBounded()
    {
        const int budget = 8 << 20;
        using var database = RocksDbStateDatabase.Open(_directory, new RocksDbStateOptions { MemoryBytes = budget });

        WriteUntilFlushed(database, rows: 200_000);
        Scan(database.OpenTable("clicks"));

        Assert.That(database.MemoryUsageBytes, Is.LessThan(budget * 3 / 2));
    }

    internal static byte[] Key(int i)
    {
        var key = new byte[8];
        BinaryPrimitives.WriteInt32BigEndian(key, i);
        return key;
    }

    private static void Scan(StateTable table)
    {
        using var cursor = table.Scan([], []);
        while (cursor.MoveNext())
        {
        }
    }

    private static void WriteUntilFlushed(RocksDbStateDatabase database, int rows = 40_000)
    {
        var table = database.OpenTable("clicks");
        var value = new byte[200];
        using var batch = database.CreateBatch();
        for (var i = 0; i < rows; i++)
        {
            batch.Put(table, Key(i), value);
            if (i % 1000 == 999)
            {
                database.Apply(batch);
                batch.Clear();
            }
        }
    }
}
