namespace ClickstreamAnalysis.Processing;

/// <summary>A processor that a supplier created for one task; disposed with the task if it can be.</summary>
internal sealed class OwnedProcessor<TProcessor>(TProcessor processor) : IProcessorScope<TProcessor>
    where TProcessor : class
{
    public TProcessor Processor => processor;

    public void Dispose()
    {
        switch (processor)
        {
            case IDisposable disposable:
                disposable.Dispose();
                break;
            case IAsyncDisposable disposable:
                // The stream thread has no synchronization context, and the task may not close before its processor is disposed.
                disposable.DisposeAsync().AsTask().GetAwaiter().GetResult();
                break;
        }
    }
}
