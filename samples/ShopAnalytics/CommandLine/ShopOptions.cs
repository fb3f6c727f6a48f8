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

/// <summary>What the command line asked for.</summary>
internal sealed record ShopOptions
{
    /// <summary>The file to replay; null to generate traffic.</summary>
    public FileInfo? Replay { get; init; }

    /// <summary>Seconds of the replay for each second of the clock; null for as fast as it goes.</summary>
    public double? Speed { get; init; }

    /// <summary>The broker; null for the embedded log.</summary>
    public string? Bootstrap { get; init; }

    public bool Json { get; init; }

    /// <summary>Whether another host brings the clicks.</summary>
    public bool NoFeed { get; init; }

    public bool UntilEnd { get; init; }

    /// <summary>Where state lies; null for a directory of this user, one for each input.</summary>
    public DirectoryInfo? State { get; init; }

    /// <summary>Partitions of the topics; null for what is there, or else four.</summary>
    public int? Partitions { get; init; }

    public required TimeSpan Gap { get; init; }

    public required TimeSpan Grace { get; init; }

    public required TimeSpan ConversionWindow { get; init; }

    public required Guarantee Guarantee { get; init; }

    public required TimeSpan CommitInterval { get; init; }

    /// <summary>Null for one a processor, at most one a partition.</summary>
    public int? Threads { get; init; }

    public required int Seed { get; init; }

    /// <summary>Clicks a second that the generator makes.</summary>
    public required double Rate { get; init; }

    /// <summary>How much traffic of the past the generator makes before that of the present.</summary>
    public required TimeSpan History { get; init; }

    /// <summary>Null for the one kept in the state directory.</summary>
    public string? ApplicationId { get; init; }

    public required BadInput BadInput { get; init; }

    public required TimeSpan StartTimeout { get; init; }
}
