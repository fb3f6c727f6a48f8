using ClickstreamAnalysis.Processing;

namespace ClickstreamAnalysis.Tests.Processors;

internal static class DueClosers
{
    /// <summary>Closes everything that is due: in small parts, as a task does it in large ones.</summary>
    public static void CloseAll(this IReadOnlyList<DueCloser> closers, long streamTimeMs)
    {
        // No enumerator: it would show up where allocations are counted.
        for (var i = 0; i < closers.Count; i++)
        {
            for (var most = 3; !closers[i](streamTimeMs, ref most);)
            {
                most = 3;
            }
        }
    }
}
