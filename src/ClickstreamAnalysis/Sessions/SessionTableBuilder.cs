using ClickstreamAnalysis.Queries;
using ClickstreamAnalysis.State;
using ClickstreamAnalysis.Validation;

namespace ClickstreamAnalysis.Sessions;

/// <summary>Describes the store of <c>Sessionize</c>.</summary>
internal sealed class SessionTableBuilder<TKey, TAggregate>(
    string name, ISerde<TKey> keySerde, ISerde<TAggregate> aggregateSerde, SessionRules rules, ISessionJudge<TAggregate>? judge)
    : ExpiringTableBuilder<TKey, OpenSessions<TAggregate>>(name, keySerde, new OpenSessionsSerde<TAggregate>(aggregateSerde, rules.IsNumbered)),
        ISessionRows<TKey, TAggregate>
    where TKey : notnull
{
    internal override string QueryCall => $"Sessions<{TypeName.Of(typeof(TKey))}, {TypeName.Of(typeof(TAggregate))}>";

    internal override (StateStoreKind Kind, Type Value) View => (StateStoreKind.OpenSessions, typeof(TAggregate));

    internal override TResult Accept<TResult>(StateStore store, IStateStoreVisitor<TResult> visitor) => visitor.VisitOpenSessions<TKey, TAggregate>(store);

    public IReadOnlyList<Session<TKey, TAggregate>> Read(StoredRow row)
    {
        var key = row.KeyAs(KeySerde);
        var open = row.TimedValueAs(StateSerde);
        var sessions = new Session<TKey, TAggregate>[open.Count];
        for (var i = 0; i < sessions.Length; i++)
        {
            sessions[i] = open[i].Of(key, open.NumberOf(i, rules.NumberRetentionMs), judge);
        }

        return sessions;
    }
}
