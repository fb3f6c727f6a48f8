namespace ClickstreamAnalysis;

/// <summary>A user's own step of a topology: receives records, may keep state, forwards records.</summary>
/// <remarks>
/// The supplier given to <c>Process</c> creates one instance per task. A task calls its instance from one thread at a time. A processor
/// must not wait for other records of the same task. A processor that is <see cref="IDisposable"/> or <see cref="IAsyncDisposable"/> is disposed
/// when its task closes.
/// </remarks>
/// <typeparam name="TKeyIn">Type of incoming keys.</typeparam>
/// <typeparam name="TValueIn">Type of incoming values.</typeparam>
/// <typeparam name="TKeyOut">Type of forwarded keys.</typeparam>
/// <typeparam name="TValueOut">Type of forwarded values.</typeparam>
public interface IProcessor<TKeyIn, TValueIn, TKeyOut, TValueOut>
{
    /// <summary>Called once, after the stores of the task are restored and before the first record.</summary>
    /// <param name="context">The processor's access to its task; valid until <see cref="Close"/>.</param>
    void Initialize(IProcessorContext<TKeyOut, TValueOut> context);

    /// <summary>Processes one record. An exception is handled by <c>StreamsOptions.BadRecords</c>.</summary>
    /// <param name="record">The record.</param>
    void Process(in Record<TKeyIn, TValueIn> record);

    /// <summary>
    /// Called once when the task closes, also on revocation and after a failure, and before the processor is disposed. State is not lost: it is
    /// committed, or is replayed later.
    /// </summary>
    void Close()
    {
    }
}
