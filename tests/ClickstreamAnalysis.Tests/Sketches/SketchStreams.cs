namespace ClickstreamAnalysis.Tests.Sketches;

/// <summary>Seeded streams of keys, and items that differ between seeds.</summary>
internal static class SketchStreams
{
    public static readonly string[] Kinds = ["zipf", "uniform", "round robin", "new keys before a heavy one", "heavy keys that stop"];

    /// <summary>The n-th item of a seed: all items of all seeds differ.</summary>
    public static long Item(int seed, int n) => ((long)seed << 40) + n;

    /// <summary>A stream of keys. The adversarial ones aim at a counter with this capacity.</summary>
    public static int[] Keys(string kind, int length, int capacity, int seed)
    {
        var random = new Random(seed);
        var keys = new int[length];
        for (var i = 0; i < length; i++)
        {
            keys[i] = kind switch
            {
                "zipf" => (int)Math.Min(100_000, 1 / (1 - random.NextDouble())),
                "uniform" => random.Next(capacity * 4),

                // Each key is evicted just before it comes again.
                "round robin" => i % (capacity + 1),
                "new keys before a heavy one" => i < length / 2 ? i + 1 : 0,
                _ => i < length / 2 ? random.Next(capacity) : i,
            };
        }

        return keys;
    }
}
