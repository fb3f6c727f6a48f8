namespace ClickstreamAnalysis.Testing.Logs;

/// <summary>Decides from the seed which faults happen, and counts them. Guarded by the log's lock.</summary>
internal sealed class SimulatedChance(int seed, IReadOnlyDictionary<SimulatedFault, double> chances)
{
    private readonly Random _random = new(seed);
    private readonly int[] _fired = new int[Enum.GetValues<SimulatedFault>().Length];

    /// <summary>Whether faults happen. Default true.</summary>
    public bool IsEnabled { get; set; } = true;

    public int Fired(SimulatedFault fault) => _fired[(int)fault];

    /// <summary>Whether a fault happens now.</summary>
    public bool Fires(SimulatedFault fault)
    {
        // No random number is drawn for an impossible fault, so adding a kind of fault does not change runs without it.
        if (!IsEnabled || !chances.TryGetValue(fault, out var chance) || chance <= 0 || _random.NextDouble() >= chance)
        {
            return false;
        }

        _fired[(int)fault]++;
        return true;
    }

    public void ThrowIfFires(SimulatedFault fault)
    {
        if (Fires(fault))
        {
            throw Unavailable(fault);
        }
    }

    /// <summary>Returns a random number from 0 (inclusive) to the limit (exclusive).</summary>
    public int Below(int limit) => _random.Next(limit);

    public static RecordLogUnavailableException Unavailable(SimulatedFault fault) =>
        new($"The simulated log did not answer: {fault}. Start over as after any unknown outcome.");
}
