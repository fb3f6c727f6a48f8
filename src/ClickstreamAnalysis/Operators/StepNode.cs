using ClickstreamAnalysis.Processing;
using ClickstreamAnalysis.Topologies;

namespace ClickstreamAnalysis.Operators;

/// <summary>A node with one input, one output and no state. Kinds differ in the step that is created for each task.</summary>
internal sealed class StepNode<TKey, TValue, TNewKey, TNewValue> : InputNode<TKey, TValue>
{
    private readonly Func<OperatorSite, Receiver<TNewKey, TNewValue>, Receiver<TKey, TValue>> _createStep;

    public StepNode(string name, string kind, bool seesHeaders, Func<OperatorSite, Receiver<TNewKey, TNewValue>, Receiver<TKey, TValue>> createStep)
        : base(name)
    {
        Kind = kind;
        SeesHeaders = seesHeaders;
        _createStep = createStep;
        Output = AddPort<TNewKey, TNewValue>();
    }

    public override string Kind { get; }

    public override bool SeesHeaders { get; }

    public OutputPort<TNewKey, TNewValue> Output { get; }

    protected override Receiver<TKey, TValue> CreateReceiver(TaskAssembly assembly) => _createStep(assembly.SiteOf(Name), Output.Connect(assembly));
}
