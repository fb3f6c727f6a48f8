namespace ClickstreamAnalysis.Benchmarks.Clicks;

/// <summary>One generated click, texts by number.</summary>
internal readonly record struct Click
{
    public required int User { get; init; }

    public required long TimestampMs { get; init; }

    public required int Page { get; init; }

    public int Event { get; init; }

    public int Referrer { get; init; }

    public int Campaign { get; init; }

    public int PriceCents { get; init; }

    public int Screen { get; init; }
}
