namespace ClickstreamAnalysis.Records;

/// <summary>Something that a writer's thread has to do.</summary>
internal abstract class WriterStep
{
    /// <summary>What it counts in the queue.</summary>
    public abstract int Bytes { get; }

    /// <summary>It will not be done.</summary>
    public abstract void Fail(Exception error);
}
