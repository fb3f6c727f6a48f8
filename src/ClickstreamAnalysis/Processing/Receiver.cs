namespace ClickstreamAnalysis.Processing;

/// <summary>The running end of an edge in a task: takes records of one type. One virtual call per record and hop.</summary>
internal abstract class Receiver<TKey, TValue>
{
    public abstract void Process(in Record<TKey, TValue> record);
}
