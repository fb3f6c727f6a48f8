namespace ClickstreamAnalysis.Benchmarks.Clicks;

/// <summary>SplitMix64: the same numbers for a seed on every version of .NET, which <see cref="Random"/> does not promise.</summary>
internal sealed class SeededRandom(int seed)
{
    private ulong _state = (ulong)seed;

    /// <summary>A number from 0 to <paramref name="exclusive"/> − 1.</summary>
    public int Next(int exclusive)
    {
        _state += 0x9e3779b97f4a7c15;
        var z = _state;
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
        z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
        z ^= z >> 31;

        // The upper half of a product instead of a remainder: no division, and a bias far below what could be seen.
        return (int)(((z >> 32) * (ulong)exclusive) >> 32);
    }
}
