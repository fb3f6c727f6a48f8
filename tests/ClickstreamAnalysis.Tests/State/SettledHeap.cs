namespace ClickstreamAnalysis.Tests.State;

/// <summary>
/// The bytes of all objects that are still referenced. Clients and databases of earlier tests end in the background, and what they free
/// during a measurement would be subtracted from its result, so a measurement begins only when nothing is being freed.
/// </summary>
internal static class SettledHeap
{
    private const long ToleratedBytes = 10_000;
    private static readonly TimeSpan s_between = TimeSpan.FromMilliseconds(50);

    public static long Bytes()
    {
        var before = Collected();
        for (var attempt = 0; attempt < 100; attempt++)
        {
            SpinWait.SpinUntil(static () => false, s_between);
            var now = Collected();
            if (Math.Abs(now - before) <= ToleratedBytes)
            {
                return now;
            }

            before = now;
        }

        return before;
    }

    private static long Collected()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return GC.GetTotalMemory(forceFullCollection: true);
    }
}
