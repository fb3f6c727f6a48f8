using System.Globalization;

namespace ClickstreamAnalysis.State.Databases.RocksDb;

/// <summary>
/// Keeps the minimum length of the manifest in a file beside it. RocksDB accepts a truncated manifest as one whose last entries were never
/// written, and opens an older set of files, in which rows and checkpoints may not match. Thread-safe.
/// </summary>
internal sealed class ManifestLength : IDisposable
{
    private const string FileName = "manifest-length";

    private readonly Lock _lock = new();
    private readonly string _directory;
    private Microsoft.Win32.SafeHandles.SafeFileHandle? _manifest;
    private string _name = "";
    private long _known;

    private ManifestLength(string directory) => _directory = directory;

    /// <summary>Compares the manifest of a closed database with its known length.</summary>
    /// <exception cref="StateCorruptedException">The manifest is shorter, or an earlier one.</exception>
    public static void Check(string directory)
    {
        if (Read(Path.Combine(directory, FileName))?.Split(' ') is not [var name, var length]
            || !long.TryParse(length, CultureInfo.InvariantCulture, out var known)
            || CurrentOf(directory) is not { } current)
        {
            return;
        }

        var path = Path.Combine(directory, current);
        if (string.CompareOrdinal(current, name) < 0)
        {
            throw new StateCorruptedException(directory, $"CURRENT names {current}, which is older than {name}");
        }

        if (current == name && File.Exists(path) && new FileInfo(path).Length < known)
        {
            throw new StateCorruptedException(directory, $"{name} is shorter than the {known} bytes it had");
        }
    }

    /// <summary>Starts to track the manifest of an open database.</summary>
    public static ManifestLength Follow(string directory)
    {
        var followed = new ManifestLength(directory);
        followed.Open();
        followed.Remember();
        return followed;
    }

    /// <summary>Stores the length if it has changed. Costs one system call otherwise.</summary>
    public void Remember()
    {
        if (_manifest is not { } manifest || Length(manifest) is var length && length == Volatile.Read(ref _known))
        {
            return;
        }

        lock (_lock)
        {
            if (length > _known)
            {
                Write(length);
            }
        }
    }

    public void Dispose() => _manifest?.Dispose();

    private static long Length(Microsoft.Win32.SafeHandles.SafeFileHandle manifest)
    {
        try
        {
            return RandomAccess.GetLength(manifest);
        }
        catch (ObjectDisposedException)
        {
            return 0;
        }
    }

    private void Open()
    {
        if (CurrentOf(_directory) is not { } name)
        {
            return;
        }

        try
        {
            _manifest = File.OpenHandle(Path.Combine(_directory, name), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            _name = name;
        }
        catch (IOException)
        {
            // The manifest was replaced just now. The known length of the former one stays valid.
        }
    }

    private void Write(long length)
    {
        var path = Path.Combine(_directory, FileName);
        try
        {
            File.WriteAllText(path + ".new", string.Create(CultureInfo.InvariantCulture, $"{_name} {length}"));
            File.Move(path + ".new", path, overwrite: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // On a full disk the previous length stays, which is still a lower bound.
        }

        Volatile.Write(ref _known, length);
    }

    private static string? CurrentOf(string directory) => Read(Path.Combine(directory, "CURRENT"))?.Trim() is { Length: > 0 } name ? name : null;

    private static string? Read(string path)
    {
        try
        {
            return File.Exists(path) ? File.ReadAllText(path) : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // RocksDB reports the fault when it opens the files.
            return null;
        }
    }
}
