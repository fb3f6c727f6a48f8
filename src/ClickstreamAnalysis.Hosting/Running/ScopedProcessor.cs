using Microsoft.Extensions.DependencyInjection;

namespace ClickstreamAnalysis.Hosting.Running;

/// <summary>A processor with the scope that its services came from.</summary>
/// <param name="scope">The scope.</param>
/// <param name="processor">The processor.</param>
/// <param name="ownsProcessor">Whether the scope does not dispose the processor itself.</param>
internal sealed class ScopedProcessor<TProcessor>(AsyncServiceScope scope, TProcessor processor, bool ownsProcessor) : IProcessorScope<TProcessor>
    where TProcessor : class
{
    public TProcessor Processor => processor;

    // A task closes on its stream thread, which has no synchronization context, and may not end before its processor.
    public void Dispose() => DisposeAsync().GetAwaiter().GetResult();

    private async Task DisposeAsync()
    {
        await using var disposed = scope.ConfigureAwait(false);
        if (!ownsProcessor)
        {
            return;
        }

        if (processor is IAsyncDisposable asynchronous)
        {
            await asynchronous.DisposeAsync().ConfigureAwait(false);
        }
        else
        {
            (processor as IDisposable)?.Dispose();
        }
    }
}
