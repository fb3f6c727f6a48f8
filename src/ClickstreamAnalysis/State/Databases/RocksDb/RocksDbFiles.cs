using System.Runtime.InteropServices;
using RocksDbSharp;

namespace ClickstreamAnalysis.State.Databases.RocksDb;

/// <summary>Opens the files of a database with all their column families.</summary>
internal static class RocksDbFiles
{
    public const string DefaultColumnFamily = "default";

    public static string[] ListColumnFamilies(string directory, RocksDbSettings settings)
    {
        var hasTables = Directory.EnumerateFiles(directory, "*.sst").Any();
        var logs = new DirectoryInfo(directory).GetFiles("*.log");

        // CURRENT points to the newest manifest. Without it RocksDB would create an empty database beside the old files.
        if (!File.Exists(Path.Combine(directory, "CURRENT")))
        {
            return hasTables || Array.Exists(logs, static log => log.Length > 0)
                ? throw new StateCorruptedException(directory, "the file CURRENT is missing")
                : [DefaultColumnFamily];
        }

        // Every database has a write-ahead log, also after it is closed. RocksDB treats a missing log as an empty one.
        if (hasTables && logs.Length == 0)
        {
            throw new StateCorruptedException(directory, "the write-ahead log is missing");
        }

        using var path = new RocksSafePath(directory);
        var list = Native.Instance.rocksdb_list_column_families(settings.Options, path.Handle, out var count, out var error);
        RocksDbErrors.ThrowIfFailed(error, directory, RocksDbErrors.Opening);
        var names = new string[(int)count];
        for (var i = 0; i < names.Length; i++)
        {
            names[i] = Marshal.PtrToStringUTF8(Marshal.ReadIntPtr(list, i * nint.Size))!;
        }

        Native.Instance.rocksdb_list_column_families_destroy(list, count);
        return names;
    }

    public static nint Open(string directory, RocksDbSettings settings, string[] names, nint[] columnFamilies)
    {
        var options = new nint[names.Length];
        Array.Fill(options, settings.Options);
        using var path = new RocksSafePath(directory);
        var database = Native.Instance.rocksdb_open_column_families(
            settings.Options, path.Handle, names.Length, names, options, columnFamilies, out var error);
        RocksDbErrors.ThrowIfFailed(error, directory, RocksDbErrors.Opening);
        return database;
    }
}
