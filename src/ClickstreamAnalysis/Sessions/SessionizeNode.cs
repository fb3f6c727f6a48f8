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
    private readonly AggregateCopier<TAggregate> _copier;
    private readonly SplitRules<TValue>? _splits;

    public SessionizeNode(
        string name,
        ISerde<TKey> keySerde,
        SessionWindows options,
        SessionSplits<TValue> splits,
        ISessionAggregator<TKey, TValue, TAggregate> aggregator,
        ISerde<TAggregate> aggregateSerde)
        : base(name)
    {
        _rules = new SessionRules(options);
        _aggregator = aggregator;
        _copier = new AggregateCopier<TAggregate>(aggregateSerde);
        _splits = splits.IsEmpty ? null : new SplitRules<TValue>(splits, options.MaxTextLength);
        Stores = [_splits is null
            ? new SessionTableBuilder<TKey, TAggregate>(name, keySerde, aggregateSerde, _rules, aggregator as ISessionJudge<TAggregate>)
            : new SplitSessionTableBuilder<TKey, TValue, TAggregate>(name, keySerde, aggregator, aggregateSerde, _rules, aggregator as ISessionJudge<TAggregate>)];
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
        var site = assembly.SiteOf(Name);
        var outputs = new SessionOutputs<TKey, TValue, TAggregate>(
            context,
            _rules,
            _aggregator as ISessionJudge<TAggregate>,
            Closed.IsUnused ? null : Closed.Connect(assembly),
            Changes.IsUnused ? null : Changes.Connect(assembly),
            Late.IsUnused ? null : Late.Connect(assembly));
        return _splits is null
            ? new SessionizeReceiver<TKey, TValue, TAggregate>(
                context, site, context.GetStore<ExpiringTable<TKey, OpenSessions<TAggregate>>>(Name), _rules, _aggregator, outputs)
            : new SplitSessionReceiver<TKey, TValue, TAggregate>(
                context, site, context.GetStore<ExpiringTable<TKey, SessionLanes<TAggregate>>>(Name), _rules, _splits, _aggregator, _copier, outputs);
    }
}
