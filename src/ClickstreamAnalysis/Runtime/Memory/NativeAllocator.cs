using System.Runtime.InteropServices;

namespace ClickstreamAnalysis.Runtime.Memory;

/// <summary>
/// Configures glibc's malloc: it keeps the freed memory that the clients' queues need again at once, returns the rest, and has few arenas. By default
/// it has an arena for each thread, which was 50 MiB on top of the memory in use. Other C libraries do not need this.
/// </summary>
/// <remarks>
/// The queues of the Kafka clients fill and empty many times a second. If malloc returns their memory each time, every message costs page faults:
/// that was a third of the CPU time of an application on Kafka.
/// </remarks>
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
    /// <param name="retainedBytes">How much freed memory each arena keeps.</param>
    public static void Economize(long retainedBytes)
    {
        if (!OperatingSystem.IsLinux() || Interlocked.Exchange(ref s_isDone, 1) != 0)
        {
            return;
        }

        try
        {
            SetUnlessInEnvironment("MALLOC_ARENA_MAX", ArenaMax, Arenas);
            SetUnlessInEnvironment("MALLOC_MMAP_THRESHOLD_", MmapThreshold, ThresholdBytes);
            SetUnlessInEnvironment("MALLOC_TRIM_THRESHOLD_", TrimThreshold, (int)Math.Clamp(retainedBytes, ThresholdBytes, int.MaxValue));
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
