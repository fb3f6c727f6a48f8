using System.Runtime.InteropServices;
using RocksDbSharp;

namespace ClickstreamAnalysis.State.RocksDb;

/// <summary>Turns what RocksDB says into exceptions that say what to do.</summary>
internal static class RocksDbErrors
{
    public static void ThrowIfFailed(nint error, string directory, string doing)
    {
        if (error != 0)
        {
            Throw(error, directory, doing);
        }
    }

    public static StateException ToException(string message, string directory, string doing)
    {
        if (message.StartsWith("Corruption", StringComparison.OrdinalIgnoreCase))
        {
            return new StateCorruptedException(directory, message);
        }

        if (IsLockHeld(message))
        {
            return new StateDirectoryInUseException(directory);
        }

        return new StateException(
            $"{doing} failed in the state directory '{directory}': {message}. Check that the disk is there, has room, and that this user may write to it; "
            + "then start again: the state continues at the last commit.");
    }

    // Another process, this process, and Windows.
    private static bool IsLockHeld(string message) =>
        message.Contains("While lock file", StringComparison.Ordinal)
        || message.Contains("lock hold by current process", StringComparison.Ordinal)
        || message.Contains("used by another process", StringComparison.Ordinal);

    private static void Throw(nint error, string directory, string doing)
    {
        var message = Marshal.PtrToStringUTF8(error) ?? "unknown error";
        Native.Instance.rocksdb_free(error);
        throw ToException(message, directory, doing);
    }
}
