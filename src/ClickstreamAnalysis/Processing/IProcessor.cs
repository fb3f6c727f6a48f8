namespace ClickstreamAnalysis;

/// <summary>A step of a topology written by hand: gets records, may keep state, forwards records.</summary>
/// <remarks>
/// Each task has an instance of its own, made by the supplier given to <c>Process</c>, and calls it from one thread at a time.
/// Nothing here may block on other records of the same task.
/// </remarks>
/// <typeparam name="TKeyIn">Type of incoming keys.</typeparam>
/// <typeparam name="TValueIn">Type of incoming values.</typeparam>
/// <typeparam name="TKeyOut">Type of forwarded keys.</typeparam>
/// <typeparam name="TValueOut">Type of forwarded values.</typeparam>
public interface IProcessor<TKeyIn, TValueIn, TKeyOut, TValueOut>
{
    /// <summary>Called once, before the first record and after the stores of the task are restored.</summary>
    /// <param name="context">What the processor may ask of its task; valid until <see cref="Close"/>.</param>
    void Initialize(IProcessorContext<TKeyOut, TValueOut> context);

    /// <summary>Handles one record. An exception goes to the processing error policy of the application.</summary>
    /// <param name="record">The record.</param>
    void Process(in Record<TKeyIn, TValueIn> record);

    /// <summary>Called once when the task is given up. State is not lost: it has been committed, or will be replayed.</summary>
    void Close()
    {
    }
}
