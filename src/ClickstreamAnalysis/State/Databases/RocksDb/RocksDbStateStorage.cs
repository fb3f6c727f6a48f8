namespace ClickstreamAnalysis.State.Databases.RocksDb;

/// <summary>Stores state in a RocksDB database in a directory.</summary>
internal sealed class RocksDbStateStorage(string directory, RocksDbStateOptions options) : StateStorage
{
    // Opening writes the content of the write-ahead log to table files.
    private long NeededBytes => options.MaxWriteAheadLogBytes;

    public override bool HasRoom
    {
        get
        {
            try
            {
                return new DriveInfo(Path.GetFullPath(directory)).AvailableFreeSpace >= NeededBytes;
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
            {
                // Unknown; opening the database will report the fault.
                return true;
            }
        }
    }

    public override StateDatabase Open() => RocksDbStateDatabase.Open(directory, options);

    public override void Wipe()
    {
        try
        {
            if (Directory.Exists(directory))
            {
                Directory.Delete(directory, recursive: true);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new StateException(
                $"The damaged state in '{directory}' cannot be deleted: {error.Message} Delete it yourself and start again: the state is restored from the changelog topics.",
                error);
        }
    }
}
