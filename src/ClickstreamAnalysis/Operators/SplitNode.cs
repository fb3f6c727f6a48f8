using ClickstreamAnalysis.Processing;
using ClickstreamAnalysis.Topologies;

namespace ClickstreamAnalysis.Operators;

/// <summary>Forwards each record to the first branch that accepts it, else to the default branch if there is one.</summary>
internal sealed class SplitNode<TKey, TValue>(string name) : InputNode<TKey, TValue>(name)
{
    private readonly List<(RecordFunction<TKey, TValue, bool> Predicate, OutputPort<TKey, TValue> Port)> _branches = [];

    public override string Kind => "split";

    public override bool SeesHeaders => _branches.Any(static branch => branch.Predicate.SeesRecord);

    public OutputPort<TKey, TValue>? Default { get; private set; }

    /// <summary>Adds a branch; a branch without a predicate is the default branch.</summary>
    public OutputPort<TKey, TValue> Add(string label, RecordFunction<TKey, TValue, bool>? predicate)
    {
        var port = AddPort<TKey, TValue>(label);
        if (predicate is null)
        {
            Default = port;
        }
        else
        {
            _branches.Add((predicate, port));
        }

        return port;
    }

    protected override Receiver<TKey, TValue> CreateReceiver(TaskAssembly assembly) => new Step(
        [.. _branches.Select(branch => branch.Predicate)],
        assembly.SiteOf(Name),
        [.. _branches.Select(branch => branch.Port.Connect(assembly)), Default?.Connect(assembly) ?? Nowhere<TKey, TValue>.Instance]);

    private sealed class Step(RecordFunction<TKey, TValue, bool>[] predicates, OperatorSite site, Receiver<TKey, TValue>[] branches) : Receiver<TKey, TValue>
    {
        public override void Process(in Record<TKey, TValue> record)
        {
            var branch = 0;
            try
            {
                while (branch < predicates.Length && !predicates[branch].Invoke(in record))
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
