using ClickstreamAnalysis.Queries;
using ClickstreamAnalysis.State;
using ClickstreamAnalysis.Validation;

namespace ClickstreamAnalysis.Sessions;

/// <summary>Describes the store of a <c>Sessionize</c> with split rules that depend on values.</summary>
internal sealed class SplitSessionTableBuilder<TKey, TValue, TAggregate>(
    string name,
    ISerde<TKey> keySerde,
    ISessionAggregator<TKey, TValue, TAggregate> aggregator,
    ISerde<TAggregate> aggregateSerde,
    SessionRules rules,
    ISessionJudge<TAggregate>? judge)
    : ExpiringTableBuilder<TKey, SessionLanes<TAggregate>>(name, keySerde, new SessionLanesSerde<TAggregate>(aggregateSerde, rules.IsNumbered)),
        ISessionRows<TKey, TAggregate>
    where TKey : notnull
{
    private readonly LaneSettler<TKey, TValue, TAggregate> _settler = new(aggregator);

    internal override string QueryCall => $"Sessions<{TypeName.Of(typeof(TKey))}, {TypeName.Of(typeof(TAggregate))}>";

    internal override (StateStoreKind Kind, Type Value) View => (StateStoreKind.OpenSessions, typeof(TAggregate));

    internal override TResult Accept<TResult>(StateStore store, IStateStoreVisitor<TResult> visitor) => visitor.VisitOpenSessions<TKey, TAggregate>(store);

    public IReadOnlyList<Session<TKey, TAggregate>> Read(StoredRow row)
    {
        var key = row.KeyAs(KeySerde);

        // The row was read for this call only, so its fragments can be merged in place.
        var lanes = row.TimedValueAs(StateSerde);
        var sessions = new List<Session<TKey, TAggregate>>();
        for (var next = 0; next < lanes.LaneCount; next++)
        {
            var lane = lanes.LaneAt(next);
            for (var i = 0; i < lane.Sessions.Count; i++)
            {
                var aggregate = _settler.SettleAll(lane, i);
                ref var session = ref lane.Sessions[i];
                sessions.Add(session.With(aggregate).Of(key, lanes.NumberOf(in session, rules.NumberRetentionMs), judge));
            }
        }

        return [.. sessions.OrderBy(static session => session.StartMs).ThenBy(static session => session.Id)];
    }
}
