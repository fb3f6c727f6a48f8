using System.Buffers.Binary;
using ClickstreamAnalysis.State.Databases;
using ClickstreamAnalysis.State.Databases.RocksDb;
using ClickstreamAnalysis.State.Rows;

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
    public void Open_DamagedManifest_IsCorruptionThatNamesTheFile()
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
            Throws.TypeOf<StateCorruptedException>().With.Message.Contains(_directory).And.Message.Contains("MANIFEST"));
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
    public void Open_FilesOfAKilledProcess_HaveEveryAppliedBatch()
    {
        using var database = RocksDbStateDatabase.Open(_directory);
        WriteNumbers(database, 500);

        // What a kill leaves: everything that was handed to the operating system, and no goodbye.
        CopyFiles(_directory, _directory + "/killed");
        using var killed = RocksDbStateDatabase.Open(_directory + "/killed");

        Assert.That(ReadNumbers(killed, "one"), Is.EqualTo(Enumerable.Range(0, 500)));
        Assert.That(ReadNumbers(killed, "two"), Is.EqualTo(Enumerable.Range(0, 500)));
    }

    [Test]
    public void Open_FilesOfACrashedMachine_StandAtAnEarlierBatchThatIsWhole()
    {
        using var database = RocksDbStateDatabase.Open(_directory);
        WriteNumbers(database, 500);
        var lengths = new List<int>();
        for (var kept = 1; kept < 10; kept++)
        {
            // The log is not synced: after a crash of the machine its end may be missing anywhere.
            var crashed = $"{_directory}/crashed-{kept}";
            CopyFiles(_directory, crashed);
            using (var log = File.Open(Directory.GetFiles(crashed, "*.log").OrderBy(Path.GetFileName, StringComparer.Ordinal).Last(), FileMode.Open))
            {
                log.SetLength((log.Length * kept / 10) + kept);
            }

            using var reopened = RocksDbStateDatabase.Open(crashed);
            var one = ReadNumbers(reopened, "one");
            Assert.That(one, Is.EqualTo(Enumerable.Range(0, one.Count)), "a prefix of the batches");
            Assert.That(ReadNumbers(reopened, "two"), Is.EqualTo(one), "each in both tables");
            lengths.Add(one.Count);
        }

        Assert.That(lengths, Is.Ordered.Ascending);
        Assert.That(lengths[0], Is.GreaterThan(0).And.LessThan(lengths[^1]), "the cut must have been felt");
    }

    [Test]
    public void Open_EveryTable_HasFiltersAndIndexesInSmallPieces()
    {
        // Whole filters charged to a small cache made reads 25 times slower; RocksDB writes down what it uses.
        using var database = RocksDbStateDatabase.Open(_directory);
        database.OpenTable("clicks");

        var options = File.ReadAllLines(Directory.GetFiles(_directory, "OPTIONS-*").OrderBy(Path.GetFileName, StringComparer.Ordinal).Last())
            .Select(static line => line.Trim())
            .ToList();
        foreach (var expected in new[]
        {
            "partition_filters=true",
            "index_type=kTwoLevelIndexSearch",
            "pin_top_level_index_and_filter=true",
            "cache_index_and_filter_blocks=true",
            "filter_policy=bloomfilter",
            "block_size=4096",
        })
        {
            Assert.That(options.Count(line => line == expected), Is.EqualTo(2), expected + " for the format's table and for this one");
        }

        Assert.That(options, Does.Contain("max_open_files=256"));
    }

    [TestCase("IO error: While lock file: /s/LOCK: Resource temporarily unavailable")]
    [TestCase("IO error: lock hold by current process, acquire time 1700000000 acquiring thread 1: /s/LOCK: No locks available")]
    [TestCase("IO error: Failed to create lock file: C:\\s/LOCK: The process cannot access the file because it is being used by another process.")]
    public void ToException_LockHeld_IsDirectoryInUse(string message) =>
        Assert.That(RocksDbErrors.ToException(message, "/s", "Opening"), Is.TypeOf<StateDirectoryInUseException>());

    [TestCase("IO error: While open a file for lock: /s/LOCK: Permission denied")]
    [TestCase("IO error: While pread offset 4096 len 4096: /s/000009.sst: Input/output error")]
    public void ToException_DiskTrouble_SaysWhatWasDoneAndWhere(string message)
    {
        var exception = RocksDbErrors.ToException(message, "/s", "Writing a commit");

        Assert.That(exception, Is.TypeOf<StateException>());
        Assert.That(exception.Message, Does.Contain("Writing a commit").And.Contain("/s").And.Contain(message));
    }

    [TestCase("IO error: No space left on device: While appending to file: /s/000009.log: No space left on device")]
    [TestCase("IO error: While appending to file: /s/000009.log: Disk quota exceeded")]
    [TestCase("IO error: Failed to flush: C:\\s\\000009.log: There is not enough space on the disk.")]
    public void ToException_NoRoom_IsDiskFull(string message) =>
        Assert.That(RocksDbErrors.ToException(message, "/s", "Writing a commit"), Is.TypeOf<StateDiskFullException>());

    [TestCase("IO error: No such file or directory: While open a file for random read: /s/000012.sst: No such file or directory", "Reading a row")]
    [TestCase("Invalid argument: Compressed block cannot be read", RocksDbErrors.Opening)]
    public void ToException_FileMissingOrUnreadable_IsCorruption(string message, string doing) =>
        Assert.That(RocksDbErrors.ToException(message, "/s", doing), Is.TypeOf<StateCorruptedException>());

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

    private static void WriteNumbers(RocksDbStateDatabase database, int count)
    {
        var one = database.OpenTable("one");
        var two = database.OpenTable("two");
        using var batch = database.CreateBatch();
        for (var i = 0; i < count; i++)
        {
            batch.Clear();
            batch.Put(one, Key(i), Key(i));
            batch.Put(two, Key(i), new byte[100]);
            database.Apply(batch);
        }
    }

    private static List<int> ReadNumbers(RocksDbStateDatabase database, string table)
    {
        using var cursor = database.OpenTable(table).Scan([], []);
        var numbers = new List<int>();
        while (cursor.MoveNext())
        {
            numbers.Add(BinaryPrimitives.ReadInt32BigEndian(cursor.Key));
        }

        return numbers;
    }

    private static void CopyFiles(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.GetFiles(from))
        {
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        }
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
