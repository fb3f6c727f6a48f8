using ClickstreamAnalysis.Processing;
using ClickstreamAnalysis.Topologies;

namespace ClickstreamAnalysis.Streamiz.Operators;

/// <summary>The end of an operator's output: forwards its results to a named child of the Streamiz processor.</summary>
/// <param name="name">The child's name.</param>
internal sealed class ResultNode<TKey, TValue>(string name) : InputNode<TKey, TValue>(name)
{
    public override string Kind => "streamiz";

    protected override Receiver<TKey, TValue> CreateReceiver(TaskAssembly assembly) => new Forwarder(((OperatorAssembly)assembly).Results, Name);

    private sealed class Forwarder(IResultForwarder results, string name) : Receiver<TKey, TValue>
    {
        public override void Process(in Record<TKey, TValue> record) => results.Forward(name, in record);
    }
}
