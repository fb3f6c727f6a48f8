namespace ClickstreamAnalysis.Testing.Logs;

/// <summary>Decides what goes wrong, from the seed, and counts it; guarded by the log's lock.</summary>
internal sealed class SimulatedChance(int seed, IReadOnlyDictionary<SimulatedFault, double> chances)
{
    private readonly Random _random = new(seed);
    private readonly int[] _fired = new int[Enum.GetValues<SimulatedFault>().Length];

    /// <summary>False: nothing goes wrong.</summary>
    public bool IsEnabled { get; set; } = true;

    public int Fired(SimulatedFault fault) => _fired[(int)fault];

    /// <summary>Whether a fault happens now.</summary>
    public bool Fires(SimulatedFault fault)
    {
        // No number is drawn for what cannot happen, so that adding a kind of fault leaves the runs without it as they were.
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

    /// <summary>A number from 0 up to, not including, a limit.</summary>
    public int Below(int limit) => _random.Next(limit);

    public static RecordLogUnavailableException Unavailable(SimulatedFault fault) =>
        new($"The simulated log did not answer: {fault}. Start over as after any unknown outcome.");
}
