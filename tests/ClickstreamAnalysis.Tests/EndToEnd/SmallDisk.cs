using System.Diagnostics;

namespace ClickstreamAnalysis.Tests.EndToEnd;

/// <summary>A file system of a few megabytes, in memory. Only root may mount one; for others the test is ignored.</summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly string _filler;

    private SmallDisk(string path) => (Path, _filler) = (path, System.IO.Path.Combine(path, "filler"));

    public string Path { get; }

    public static SmallDisk Mount(int megabytes)
    {
        var path = Directory.CreateTempSubdirectory("disk-").FullName;
        if (!OperatingSystem.IsLinux() || Run("mount", "-t", "tmpfs", "-o", $"size={megabytes}m", "tmpfs", path) != 0)
        {
            Directory.Delete(path);
            Assert.Ignore("A small file system to fill needs Linux and the right to mount.");
        }

        return new SmallDisk(path);
    }

    /// <summary>Takes all the room that is left.</summary>
    public void Fill()
    {
        // Without a buffer, which would be written once more when the file is closed.
        using var file = File.OpenHandle(_filler, FileMode.Create, FileAccess.Write);
        var offset = 0L;
        for (var block = new byte[64 * 1024]; block.Length > 0;)
        {
            try
            {
                RandomAccess.Write(file, block, offset);
                offset += block.Length;
            }
            catch (IOException)
            {
                block = new byte[block.Length / 16];
            }
        }
    }

    /// <summary>Gives it back.</summary>
    public void Free() => File.Delete(_filler);

    public void Dispose()
    {
        Run("umount", Path);
        Directory.Delete(Path);
    }

    private static int Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode;
    }
}
