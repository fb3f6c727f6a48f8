namespace ClickstreamAnalysis.Processing;

/// <summary>Where records go that nobody listens to.</summary>
internal sealed class Nowhere<TKey, TValue> : Receiver<TKey, TValue>
{
    public static readonly Nowhere<TKey, TValue> Instance = new();

    public override void Process(in Record<TKey, TValue> record)
    {
    }
}
