namespace ClickstreamAnalysis;

/// <summary>A processor of one task, with what was created for it, such as a scope of dependency injection.</summary>
/// <remarks>The task that uses the processor disposes the scope when it closes, on its stream thread. The task does not dispose the processor itself.</remarks>
/// <typeparam name="TProcessor">Type of the processor.</typeparam>
public interface IProcessorScope<out TProcessor> : IDisposable
    where TProcessor : class
{
    /// <summary>The processor; the same at each call.</summary>
    TProcessor Processor { get; }
}
