using System.Runtime.InteropServices;

namespace ClickstreamAnalysis.Runtime.Memory;

/// <summary>
/// Has the C library give memory back that native code frees. By default glibc keeps large blocks once they were freed, and an arena for
/// each thread: with a database and a Kafka client that was 50 MiB on top of what they use. Other C libraries need nothing.
/// </summary>
internal static partial class NativeAllocator
{
    // Of malloc.h.
    private const int TrimThreshold = -1;
    private const int MmapThreshold = -3;
    private const int ArenaMax = -8;

    private const int ThresholdBytes = 128 << 10;
    private const int Arenas = 2;

    private static int s_isDone;

    /// <summary>Once in a process, before native threads begin to allocate. What the environment says (MALLOC_…) is left alone.</summary>
    public static void Economize()
    {
        if (!OperatingSystem.IsLinux() || Interlocked.Exchange(ref s_isDone, 1) != 0)
        {
            return;
        }

        try
        {
            SetUnlessInEnvironment("MALLOC_ARENA_MAX", ArenaMax, Arenas);
            SetUnlessInEnvironment("MALLOC_MMAP_THRESHOLD_", MmapThreshold, ThresholdBytes);
            SetUnlessInEnvironment("MALLOC_TRIM_THRESHOLD_", TrimThreshold, ThresholdBytes);
        }
        catch (Exception error) when (error is DllNotFoundException or EntryPointNotFoundException)
        {
            // Not glibc.
        }
    }

    private static void SetUnlessInEnvironment(string variable, int parameter, int value)
    {
        if (Environment.GetEnvironmentVariable(variable) is null)
        {
            _ = Mallopt(parameter, value);
        }
    }

    [LibraryImport("libc.so.6", EntryPoint = "mallopt")]
    private static partial int Mallopt(int parameter, int value);
}
