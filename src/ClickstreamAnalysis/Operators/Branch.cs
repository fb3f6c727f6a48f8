using ClickstreamAnalysis.Processing;
using ClickstreamAnalysis.Topologies;

namespace ClickstreamAnalysis;

public static partial class KStreamOperators
{
    /// <summary>Sends each record to the first branch whose predicate is true, and to no other.</summary>
    /// <typeparam name="TKey">Type of the keys.</typeparam>
    /// <typeparam name="TValue">Type of the values.</typeparam>
    /// <param name="stream">The stream.</param>
    /// <param name="name">Name of the node; null makes one up.</param>
    /// <param name="predicates">One per branch, asked in order.</param>
    /// <returns>One stream per predicate, and last the stream of the records that no predicate took.</returns>
    public static IReadOnlyList<KStream<TKey, TValue>> Branch<TKey, TValue>(
        this KStream<TKey, TValue> stream, string? name = null, params Func<TKey, TValue, bool>[] predicates)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(predicates);
        var node = stream.Attach(new BranchNode<TKey, TValue>(stream.Builder.NameFor("branch", name), predicates));
        return [.. node.Outputs.Select(port => stream.Derive(port, stream.KeySerde, stream.ValueSerde, stream.IsRekeyed))];
    }
}

internal sealed class BranchNode<TKey, TValue> : InputNode<TKey, TValue>
{
    private readonly Func<TKey, TValue, bool>[] _predicates;

    public BranchNode(string name, Func<TKey, TValue, bool>[] predicates)
        : base(name)
    {
        _predicates = [.. predicates];
        Outputs = [.. predicates.Select((_, i) => AddPort<TKey, TValue>($"{i}")), AddPort<TKey, TValue>("else")];
    }

    public override string Kind => "branch";

    public IReadOnlyList<OutputPort<TKey, TValue>> Outputs { get; }

    protected override Receiver<TKey, TValue> CreateReceiver(TaskAssembly assembly) =>
        new Step(_predicates, assembly.SiteOf(Name), [.. Outputs.Select(port => port.Connect(assembly))]);

    private sealed class Step(Func<TKey, TValue, bool>[] predicates, OperatorSite site, Receiver<TKey, TValue>[] branches) : Receiver<TKey, TValue>
    {
        public override void Process(in Record<TKey, TValue> record)
        {
            var branch = 0;
            try
            {
                while (branch < predicates.Length && !predicates[branch](record.Key, record.Value))
                {
                    branch++;
                }
            }
            catch (Exception error) when (site.Threw(error))
            {
                throw;
            }

            branches[branch].Process(in record);
        }
    }
}
