using System.Runtime.InteropServices;

namespace ClickstreamAnalysis.Runtime.Memory;

/// <summary>
/// Makes glibc return freed memory. By default it keeps large freed blocks, and an arena for each thread: with a database and a Kafka client
/// that was 50 MiB on top of the memory in use. Other C libraries do not need this.
/// </summary>
internal static partial class NativeAllocator
{
    // Constants of malloc.h.
    private const int TrimThreshold = -1;
    private const int MmapThreshold = -3;
    private const int ArenaMax = -8;

    private const int ThresholdBytes = 128 << 10;
    private const int Arenas = 2;

    private static int s_isDone;

    /// <summary>Configures malloc once in a process, before native threads allocate. MALLOC_ variables of the environment take precedence.</summary>
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
            // Another C library.
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
