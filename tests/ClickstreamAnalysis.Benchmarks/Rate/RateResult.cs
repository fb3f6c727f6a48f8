using ClickstreamAnalysis.Benchmarks.Measuring;

namespace ClickstreamAnalysis.Benchmarks.Rate;

/// <summary>Everything there is to say about one measurement.</summary>
internal sealed record RateResult
{
    public required DateTimeOffset Date { get; init; }

    public required Machine Machine { get; init; }

    /// <summary>The log, and where it ran.</summary>
    public required string Log { get; init; }

    public required RateSettings Settings { get; init; }

    public required string BareLoop { get; init; }

    /// <summary>Null when the topic was there before.</summary>
    public required FillResult? Fill { get; init; }

    public required RunFigures Bare { get; init; }

    public required EngineResult Engine { get; init; }

    public required CheckResult Check { get; init; }

    /// <summary>The other topologies, in the order in which they ran.</summary>
    public required IReadOnlyList<TopologyResult> Topologies { get; init; }

    public double EngineToBarePerCpuSecond => Engine.Figures.Whole.EventsPerCpuSecond / Bare.Whole.EventsPerCpuSecond;

    public double EngineToBarePerSecond => Engine.Figures.Whole.EventsPerSecond / Bare.Whole.EventsPerSecond;

    /// <summary>The two ways of working out what to expect agree, that is what was found, and no other topology lost a click.</summary>
    public bool IsComplete => AreSessionsComplete && Topologies.All(topology => topology.IsComplete);

    public bool AreSessionsComplete => Check.IsComplete && (Fill is null || (Fill.Sessions == Check.Expected && Fill.Clicks == Check.Clicks));
}
