namespace ClickstreamAnalysis.Processing;

/// <summary>Discards the records of an output without subscribers.</summary>
internal sealed class Nowhere<TKey, TValue> : Receiver<TKey, TValue>
{
    public static readonly Nowhere<TKey, TValue> Instance = new();

    public override void Process(in Record<TKey, TValue> record)
    {
    }
}
