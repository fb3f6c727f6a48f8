using ClickstreamAnalysis.Processing;
using ClickstreamAnalysis.Topologies;

namespace ClickstreamAnalysis;

public static partial class KStreamOperators
{
    /// <summary>
    /// Runs a custom processor. If keys have changed and the processor uses stores, the stream goes through a repartition topic first, so
    /// that all records of a key are processed with the same state.
    /// </summary>
    /// <remarks>
    /// All types are inferred from the supplier: <c>clicks.Process("dedupe", () => new Deduplicate(), "seen")</c>. Forwarded records
    /// count as records with changed keys. If the processor forwards every record under its own key, call
    /// <see cref="KStream{TKey,TValue}.MarkAsPartitioned"/> on the result, so that nothing downstream repartitions.
    /// </remarks>
    /// <typeparam name="TKey">Type of the keys.</typeparam>
    /// <typeparam name="TValue">Type of the values.</typeparam>
    /// <typeparam name="TNewKey">Type of the keys it forwards.</typeparam>
    /// <typeparam name="TNewValue">Type of the values it forwards.</typeparam>
    /// <param name="stream">The stream.</param>
    /// <param name="name">
    /// Name of the node. If keys have changed, it becomes part of the name of the repartition topic,
    /// <c>application-name-repartition</c>: 1 to 100 letters, digits, <c>.</c>, <c>_</c> or <c>-</c>.
    /// </param>
    /// <param name="supplier">Creates a new processor for each task, which disposes it when it closes if it is <see cref="IDisposable"/> or <see cref="IAsyncDisposable"/>.</param>
    /// <param name="storeNames">The stores that the processor uses; each must be added with <c>AddStore</c>.</param>
    /// <returns>
    /// The records that the processor forwards. Their serdes are those of the stream where the type is the same, else the library's for
    /// the type. For other types, set them with <c>WithSerdes</c>.
    /// </returns>
    public static KStream<TNewKey, TNewValue> Process<TKey, TValue, TNewKey, TNewValue>(
        this KStream<TKey, TValue> stream, string name, Func<IProcessor<TKey, TValue, TNewKey, TNewValue>> supplier, params string[] storeNames)
    {
        ArgumentNullException.ThrowIfNull(supplier);
        return Attach(stream, name, () => supplier() is { } processor ? new OwnedProcessor<IProcessor<TKey, TValue, TNewKey, TNewValue>>(processor) : null, storeNames);
    }

    /// <summary>
    /// Runs a custom processor that was created together with a scope, which the task disposes when it closes. Apart from that as
    /// <see cref="Process{TKey,TValue,TNewKey,TNewValue}(KStream{TKey,TValue},string,Func{IProcessor{TKey,TValue,TNewKey,TNewValue}},string[])"/>.
    /// </summary>
    /// <typeparam name="TKey">Type of the keys.</typeparam>
    /// <typeparam name="TValue">Type of the values.</typeparam>
    /// <typeparam name="TNewKey">Type of the keys it forwards.</typeparam>
    /// <typeparam name="TNewValue">Type of the values it forwards.</typeparam>
    /// <param name="stream">The stream.</param>
    /// <param name="name">Name of the node, as for a processor without a scope.</param>
    /// <param name="supplier">Creates a new scope with a new processor for each task.</param>
    /// <param name="storeNames">The stores that the processor uses; each must be added with <c>AddStore</c>.</param>
    /// <returns>The records that the processor forwards.</returns>
    public static KStream<TNewKey, TNewValue> Process<TKey, TValue, TNewKey, TNewValue>(
        this KStream<TKey, TValue> stream, string name, Func<IProcessorScope<IProcessor<TKey, TValue, TNewKey, TNewValue>>> supplier, params string[] storeNames)
    {
        ArgumentNullException.ThrowIfNull(supplier);
        return Attach(stream, name, supplier, storeNames);
    }

    private static KStream<TNewKey, TNewValue> Attach<TKey, TValue, TNewKey, TNewValue>(
        KStream<TKey, TValue> stream, string name, Func<IProcessorScope<IProcessor<TKey, TValue, TNewKey, TNewValue>>?> supplier, string[] storeNames)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(storeNames);
        if (storeNames.Length > 0 && stream.IsRekeyed)
        {
            stream = stream.Builder.Mistakes.CheckName($"Process(\"{name}\")", name) ? stream.Partitioned(name) : stream;
        }

        var node = stream.Attach(new ProcessNode<TKey, TValue, TNewKey, TNewValue>(name, supplier, storeNames));
        return stream.Derive(node.Output, stream.KeySerde as ISerde<TNewKey>, stream.ValueSerde as ISerde<TNewValue>, isRekeyed: true);
    }
}

internal sealed class ProcessNode<TKey, TValue, TNewKey, TNewValue> : InputNode<TKey, TValue>
{
    private readonly Func<IProcessorScope<IProcessor<TKey, TValue, TNewKey, TNewValue>>?> _supplier;

    public ProcessNode(string name, Func<IProcessorScope<IProcessor<TKey, TValue, TNewKey, TNewValue>>?> supplier, string[] storeNames)
        : base(name)
    {
        _supplier = supplier;
        StoreNames = [.. storeNames];
        Output = AddPort<TNewKey, TNewValue>();
    }

    public override string Kind => "process";

    public override IReadOnlyList<string> StoreNames { get; }

    public OutputPort<TNewKey, TNewValue> Output { get; }

    protected override Receiver<TKey, TValue> CreateReceiver(TaskAssembly assembly)
    {
        var context = assembly.CreateContext(Name, StoreNames);
        var site = assembly.SiteOf(Name);
        var next = Output.Connect(assembly);
        try
        {
            var scope = _supplier()
                ?? throw new TopologyException([$"The supplier of '{Name}' returned null: it must create a processor for each task."]);
            return new Step(Open(scope, new ForwardingContext<TNewKey, TNewValue>(context, next), context), site);
        }
        catch (Exception error) when (site.Threw(error))
        {
            throw;
        }
    }

    private static IProcessor<TKey, TValue, TNewKey, TNewValue> Open(
        IProcessorScope<IProcessor<TKey, TValue, TNewKey, TNewValue>> scope, ForwardingContext<TNewKey, TNewValue> forwarding, NodeContext context)
    {
        try
        {
            var processor = scope.Processor;
            processor.Initialize(forwarding);
            context.OnClose(() =>
            {
                using (scope)
                {
                    processor.Close();
                }
            });
            return processor;
        }
        catch
        {
            scope.Dispose();
            throw;
        }
    }

    private sealed class Step(IProcessor<TKey, TValue, TNewKey, TNewValue> processor, OperatorSite site) : Receiver<TKey, TValue>
    {
        public override void Process(in Record<TKey, TValue> record)
        {
            try
            {
                processor.Process(in record);
            }
            catch (Exception error) when (site.Threw(error))
            {
                throw;
            }
        }
    }
}
