namespace ClickstreamAnalysis.Processing;

/// <summary>Receives the records of one edge of the topology in a task. One virtual call per record and edge.</summary>
internal abstract class Receiver<TKey, TValue>
{
    public abstract void Process(in Record<TKey, TValue> record);
}
