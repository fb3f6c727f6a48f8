using ClickstreamAnalysis.Processing;
using ClickstreamAnalysis.State.Tables;
using ClickstreamAnalysis.Topologies;

namespace ClickstreamAnalysis.Sessions;

/// <summary>The node of <c>Sessionize</c>: groups events into sessions.</summary>
internal sealed class SessionizeNode<TKey, TValue, TAggregate> : InputNode<TKey, TValue>
    where TKey : notnull
{
    private readonly SessionRules _rules;
    private readonly ISessionAggregator<TKey, TValue, TAggregate> _aggregator;

    public SessionizeNode(
        string name, ISerde<TKey> keySerde, SessionOptions options, ISessionAggregator<TKey, TValue, TAggregate> aggregator, ISerde<TAggregate> aggregateSerde)
        : base(name)
    {
        _rules = new SessionRules(options);
        _aggregator = aggregator;
        Stores = [new SessionTableBuilder<TKey, TAggregate>(name, keySerde, aggregateSerde)];
        var delay = new OutputDelay(_rules.CloseAfterMs, IsHeld: true);
        Closed = AddPort<TKey, Session<TKey, TAggregate>>("closed", delay);
        Changes = AddPort<TKey, SessionChange<TKey, TAggregate>>("changes", delay);
        Late = AddPort<TKey, LateRecord<TValue>>("late");
    }

    public override string Kind => "sessionize";

    public override bool SeesHeaders => _aggregator switch
    {
        ClickSessionAggregator => false,
        LambdaSessionAggregator<TKey, TValue, TAggregate> lambdas => lambdas.SeesRecord,
        _ => true,
    };

    public override IReadOnlyList<StoreBuilder> Stores { get; }

    public OutputPort<TKey, Session<TKey, TAggregate>> Closed { get; }

    public OutputPort<TKey, SessionChange<TKey, TAggregate>> Changes { get; }

    public OutputPort<TKey, LateRecord<TValue>> Late { get; }

    protected override Receiver<TKey, TValue> CreateReceiver(TaskAssembly assembly)
    {
        var context = assembly.CreateContext(Name, [Name]);
        return new SessionizeReceiver<TKey, TValue, TAggregate>(
            context,
            assembly.SiteOf(Name),
            context.GetStore<ExpiringTable<TKey, OpenSessions<TAggregate>>>(Name),
            _rules,
            _aggregator,
            Closed.IsUnused ? null : Closed.Connect(assembly),
            Changes.IsUnused ? null : Changes.Connect(assembly),
            Late.IsUnused ? null : Late.Connect(assembly));
    }
}
