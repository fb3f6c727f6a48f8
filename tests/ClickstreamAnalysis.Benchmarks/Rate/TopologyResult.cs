namespace ClickstreamAnalysis.Benchmarks.Rate;

/// <summary>A run of another topology over the same clicks.</summary>
internal sealed record TopologyResult
{
    public required string Name { get; init; }

    public required string Title { get; init; }

    public required EngineResult Engine { get; init; }

    /// <summary>Its events per CPU second, divided by those of the session topology in the same run.</summary>
    public required double ToSessionsPerCpuSecond { get; init; }

    /// <summary>The records that were written to its repartition topics, markers and the marks of transactions included.</summary>
    public required long RepartitionedRecords { get; init; }

    /// <summary>The bytes of keys and values of those records; those that are deleted already are taken as long as the others are on average.</summary>
    public required long RepartitionedBytes { get; init; }

    /// <summary>Every click was processed or late.</summary>
    public bool IsComplete => Engine.Figures.Whole.EventCount == Engine.Processed + Engine.Late;
}
