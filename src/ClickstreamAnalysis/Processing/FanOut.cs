namespace ClickstreamAnalysis.Processing;

/// <summary>Forwards each record to several receivers, in the order in which they were connected.</summary>
internal sealed class FanOut<TKey, TValue>(Receiver<TKey, TValue>[] receivers) : Receiver<TKey, TValue>
{
    public override void Process(in Record<TKey, TValue> record)
    {
        foreach (var receiver in receivers)
        {
            receiver.Process(in record);
        }
    }
}
