namespace ClickstreamAnalysis;

/// <summary>A base class for processors that keeps the context. It is the <c>ContextualProcessor</c> of Kafka Streams.</summary>
/// <remarks>See <see cref="IProcessor{TKeyIn, TValueIn, TKeyOut, TValueOut}"/> for lifetime and threads.</remarks>
/// <typeparam name="TKeyIn">Type of incoming keys.</typeparam>
/// <typeparam name="TValueIn">Type of incoming values.</typeparam>
/// <typeparam name="TKeyOut">Type of forwarded keys.</typeparam>
/// <typeparam name="TValueOut">Type of forwarded values.</typeparam>
public abstract class Processor<TKeyIn, TValueIn, TKeyOut, TValueOut> : IProcessor<TKeyIn, TValueIn, TKeyOut, TValueOut>
{
    private IProcessorContext<TKeyOut, TValueOut>? _context;

    /// <summary>The processor's access to its task.</summary>
    /// <exception cref="InvalidOperationException">The processor is not initialized yet, as in its constructor.</exception>
    protected IProcessorContext<TKeyOut, TValueOut> Context => _context ?? throw NotInitialized();

    void IProcessor<TKeyIn, TValueIn, TKeyOut, TValueOut>.Initialize(IProcessorContext<TKeyOut, TValueOut> context)
    {
        _context = context;
        Initialize();
    }

    /// <inheritdoc/>
    public abstract void Process(in Record<TKeyIn, TValueIn> record);

    /// <summary>Called once when the task closes. State is not lost: it is committed, or is replayed later. Does nothing unless overridden.</summary>
    public virtual void Close()
    {
    }

    /// <summary>
    /// Called once, after the stores of the task are restored and before the first record: the place to get stores from
    /// <see cref="Context"/> and to schedule punctuations. Does nothing unless overridden.
    /// </summary>
    protected virtual void Initialize()
    {
    }

    private InvalidOperationException NotInitialized() =>
        new($"{GetType().Name} has no context before Initialize: use Context there or later, not in the constructor.");
}
