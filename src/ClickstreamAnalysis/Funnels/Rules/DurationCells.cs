using System.Numerics;

namespace ClickstreamAnalysis.Funnels.Rules;

/// <summary>
/// The cells of a histogram of durations: one millisecond wide below 64 ms, and 32 for each doubling above. The middle of a cell differs from
/// each duration in it by at most 1/64.
/// </summary>
internal static class DurationCells
{
    /// <summary>The number of cells that durations can have.</summary>
    public const int Count = Exact + ((62 - 5) * PerDoubling);

    private const int Exact = 64;
    private const int PerDoubling = 32;

    public static int Of(long durationMs)
    {
        if (durationMs < Exact)
        {
            return (int)durationMs;
        }

        var exponent = BitOperations.Log2((ulong)durationMs);
        return Exact + ((exponent - 6) * PerDoubling) + (int)(durationMs >> (exponent - 5) & (PerDoubling - 1));
    }

    /// <summary>The shortest duration of a cell.</summary>
    public static long FromMs(int cell)
    {
        if (cell < Exact)
        {
            return cell;
        }

        var (doubling, part) = Math.DivRem(cell - Exact, PerDoubling);
        return (long)(PerDoubling + part) << (doubling + 1);
    }

    /// <summary>The longest duration of a cell.</summary>
    public static long ToMs(int cell) => cell < Exact ? cell : FromMs(cell) + (2L << ((cell - Exact) / PerDoubling)) - 1;
}
