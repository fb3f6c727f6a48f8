namespace ClickstreamAnalysis.Benchmarks.Measuring;

/// <summary>How the engine is run; what is not here has its default.</summary>
internal sealed record EngineSettings
{
    public required bool IsExactlyOnce { get; init; }

    public required TimeSpan CommitInterval { get; init; }

    public required int Threads { get; init; }

    public required int BudgetMiB { get; init; }

    /// <summary>Point queries a second.</summary>
    public int Queries { get; init; }

    /// <summary>Whether the state is scanned all the time.</summary>
    public bool IsScanned { get; init; }

    public StreamsOptions OptionsFor(string applicationId, LogPlace place) => new()
    {
        ApplicationId = applicationId,
        StateDirectory = place.StateDirectory,
        Guarantee = IsExactlyOnce ? ProcessingGuarantee.ExactlyOnce : ProcessingGuarantee.AtLeastOnce,
        CommitInterval = CommitInterval,
        Threads = Threads,
        MemoryBudgetBytes = (long)BudgetMiB << 20,
    };

    public string Describe() => FormattableString.Invariant(
        $"{(IsExactlyOnce ? "exactly-once" : "at-least-once")}, commits every {CommitInterval.TotalMilliseconds:F0} ms, {Threads} thread(s), memory budget {BudgetMiB} MiB{(Queries > 0 ? $", {Queries:N0} point queries/s" : "")}{(IsScanned ? ", scanned all the time" : "")}");
}
