namespace ShopAnalytics.CommandLine;

internal enum Guarantee
{
    AtLeastOnce,
    ExactlyOnce,
}

internal enum BadInput
{
    Fail,
    Skip,
    DeadLetter,
}

/// <summary>The options of the command line.</summary>
internal sealed record ShopOptions
{
    /// <summary>The file to replay; null to generate traffic.</summary>
    public FileInfo? Replay { get; init; }

    public ClickFormat Format { get; init; }

    /// <summary>The address of the Schema Registry; null for a format without one.</summary>
    public string? SchemaRegistry { get; init; }

    /// <summary>Seconds of the replay per second of the clock; null for as fast as possible.</summary>
    public double? Speed { get; init; }

    /// <summary>The broker; null for the embedded log.</summary>
    public string? Bootstrap { get; init; }

    public bool Json { get; init; }

    /// <summary>Whether another host feeds the clicks.</summary>
    public bool NoFeed { get; init; }

    public bool UntilEnd { get; init; }

    /// <summary>The directory of the state; null for one for each input, in the local application data.</summary>
    public DirectoryInfo? State { get; init; }

    /// <summary>Partitions of the topics; null for the existing number, or four.</summary>
    public int? Partitions { get; init; }

    public required TimeSpan Gap { get; init; }

    public required TimeSpan Grace { get; init; }

    public required TimeSpan ConversionWindow { get; init; }

    public required Guarantee Guarantee { get; init; }

    public required TimeSpan CommitInterval { get; init; }

    /// <summary>Null for one per processor, at most one per partition.</summary>
    public int? Threads { get; init; }

    public required int Seed { get; init; }

    /// <summary>Generated clicks per second.</summary>
    public required double Rate { get; init; }

    /// <summary>The past traffic that the generator creates before that of the present.</summary>
    public required TimeSpan History { get; init; }

    /// <summary>Null for the one in the state directory.</summary>
    public string? ApplicationId { get; init; }

    public required BadInput BadInput { get; init; }

    public required TimeSpan StartTimeout { get; init; }

    /// <summary>The first port to try for the dashboard; null for no dashboard.</summary>
    public int? DashboardPort { get; init; }
}
