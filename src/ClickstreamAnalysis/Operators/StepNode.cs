using ClickstreamAnalysis.Processing;
using ClickstreamAnalysis.Topologies;

namespace ClickstreamAnalysis.Operators;

/// <summary>A node with one way in, one way out, and no state: all that differs is the step made for each task.</summary>
internal sealed class StepNode<TKey, TValue, TNewKey, TNewValue> : InputNode<TKey, TValue>
{
    private readonly Func<OperatorSite, Receiver<TNewKey, TNewValue>, Receiver<TKey, TValue>> _createStep;

    public StepNode(string name, string kind, Func<OperatorSite, Receiver<TNewKey, TNewValue>, Receiver<TKey, TValue>> createStep)
        : base(name)
    {
        Kind = kind;
        _createStep = createStep;
        Output = AddPort<TNewKey, TNewValue>();
    }

    public override string Kind { get; }

    public OutputPort<TNewKey, TNewValue> Output { get; }

    protected override Receiver<TKey, TValue> CreateReceiver(TaskAssembly assembly) => _createStep(assembly.SiteOf(Name), Output.Connect(assembly));
}
