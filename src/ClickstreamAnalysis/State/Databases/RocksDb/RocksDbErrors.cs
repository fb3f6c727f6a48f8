using System.Runtime.InteropServices;
using RocksDbSharp;

namespace ClickstreamAnalysis.State.Databases.RocksDb;

/// <summary>Converts RocksDB errors to exceptions whose messages say what to do.</summary>
internal static class RocksDbErrors
{
    /// <summary>The name of the operation that first reads the files.</summary>
    public const string Opening = "Opening";

    public static void ThrowIfFailed(nint error, string directory, string doing)
    {
        if (error != 0)
        {
            Throw(error, directory, doing);
        }
    }

    public static StateException ToException(string message, string directory, string doing)
    {
        if (IsLockHeld(message))
        {
            return new StateDirectoryInUseException(directory);
        }

        if (IsDiskFull(message))
        {
            return new StateDiskFullException(directory, message);
        }

        if (IsDamage(message, isOpening: doing == Opening))
        {
            return new StateCorruptedException(directory, message);
        }

        return new StateException(
            $"{doing} failed in the state directory '{directory}': {message}. Check that the disk is there and sound, and that this user may write to it; "
            + "then start again: the state continues at the last commit.");
    }

    // The messages of a lock held by another process, by this process, and on Windows.
    private static bool IsLockHeld(string message) =>
        message.Contains("While lock file", StringComparison.Ordinal)
        || message.Contains("lock hold by current process", StringComparison.Ordinal)
        || message.Contains("used by another process", StringComparison.Ordinal);

    // The messages of a full disk on Linux and macOS, of a quota, and on Windows.
    public static bool IsDiskFull(string message) =>
        message.Contains("No space left on device", StringComparison.OrdinalIgnoreCase)
        || message.Contains("quota exceeded", StringComparison.OrdinalIgnoreCase)
        || message.Contains("not enough space on the disk", StringComparison.OrdinalIgnoreCase);

    // RocksDB reports a missing file as an I/O error. While opening, damage can also appear as an unsupported option or feature.
    private static bool IsDamage(string message, bool isOpening) =>
        message.StartsWith("Corruption", StringComparison.OrdinalIgnoreCase)
        || message.Contains("No such file or directory", StringComparison.OrdinalIgnoreCase)
        || message.Contains("The system cannot find the file", StringComparison.OrdinalIgnoreCase)
        || (isOpening && (message.StartsWith("Invalid argument", StringComparison.OrdinalIgnoreCase) || message.StartsWith("Not implemented", StringComparison.OrdinalIgnoreCase)));

    private static void Throw(nint error, string directory, string doing)
    {
        var message = Marshal.PtrToStringUTF8(error) ?? "unknown error";
        Native.Instance.rocksdb_free(error);
        throw ToException(message, directory, doing);
    }
}
