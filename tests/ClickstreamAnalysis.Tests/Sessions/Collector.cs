using ClickstreamAnalysis.Processing;
using ClickstreamAnalysis.Topologies;

namespace ClickstreamAnalysis.Tests.Sessions;

/// <summary>Keeps the records of a stream, and can be told to throw at some of them.</summary>
internal sealed class Collector<TKey, TValue>(string name) : InputNode<TKey, TValue>(name)
{
    public List<Record<TKey, TValue>> Records { get; } = [];

    public Predicate<Record<TKey, TValue>>? FailsAt { get; set; }

    public override string Kind => "collector";

    protected override Receiver<TKey, TValue> CreateReceiver(TaskAssembly assembly) => new Keeper(this);

    private sealed class Keeper(Collector<TKey, TValue> collector) : Receiver<TKey, TValue>
    {
        public override void Process(in Record<TKey, TValue> record)
        {
            collector.Records.Add(record);
            if (collector.FailsAt?.Invoke(record) == true)
            {
                throw new InvalidOperationException("told to fail");
            }
        }
    }
}
