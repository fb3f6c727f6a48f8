using System.Runtime.InteropServices;
using RocksDbSharp;

namespace ClickstreamAnalysis.State.Databases.RocksDb;

/// <summary>Opening the files of a database with all column families found in them.</summary>
internal static class RocksDbFiles
{
    public const string DefaultColumnFamily = "default";

    public static string[] ListColumnFamilies(string directory, RocksDbSettings settings)
    {
        var hasTables = Directory.EnumerateFiles(directory, "*.sst").Any();
        var logs = new DirectoryInfo(directory).GetFiles("*.log");

        // RocksDB's pointer to its newest manifest; without it there is no database yet, and RocksDB would start an empty one beside the old files.
        if (!File.Exists(Path.Combine(directory, "CURRENT")))
        {
            return hasTables || Array.Exists(logs, static log => log.Length > 0)
                ? throw new StateCorruptedException(directory, "the file CURRENT is missing")
                : [DefaultColumnFamily];
        }

        // An open database always has one, which stays when it is closed. RocksDB takes its absence for a log that was empty.
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
