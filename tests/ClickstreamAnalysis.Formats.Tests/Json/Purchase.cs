namespace ClickstreamAnalysis.Formats.Tests.Json;

/// <summary>A plain type.</summary>
public sealed record Purchase
{
    /// <summary>The user.</summary>
    public string User { get; init; } = "";

    /// <summary>The price.</summary>
    public double Price { get; init; }

    /// <summary>A note.</summary>
    public string? Note { get; init; }
}
