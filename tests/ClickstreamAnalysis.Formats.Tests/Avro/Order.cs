namespace ClickstreamAnalysis.Formats.Tests.Avro;

public enum OrderState
{
    Open,
    Paid,
    Sent,
}

public sealed record OrderLine(string Item, int Count = 1);

/// <summary>A plain type with everything that a schema can be made of.</summary>
public sealed record Order(string Id, DateTimeOffset At, OrderState State, List<OrderLine> Lines, Dictionary<string, long> Counts)
{
    public string? Note { get; init; }

    public double? Rating { get; init; }

    public Guid Session { get; init; }

    public bool IsGift { get; init; }

    public byte[] Signature { get; init; } = [];
}
