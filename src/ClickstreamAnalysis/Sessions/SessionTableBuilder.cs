using ClickstreamAnalysis.State;
using ClickstreamAnalysis.Validation;

namespace ClickstreamAnalysis.Sessions;

/// <summary>Describes the store of <c>Sessionize</c>.</summary>
internal sealed class SessionTableBuilder<TKey, TAggregate>(string name, ISerde<TKey> keySerde, ISerde<TAggregate> aggregateSerde)
    : ExpiringTableBuilder<TKey, OpenSessions<TAggregate>>(name, keySerde, new OpenSessionsSerde<TAggregate>(aggregateSerde))
    where TKey : notnull
{
    internal override string QueryCall => $"Sessions<{TypeName.Of(typeof(TKey))}, {TypeName.Of(typeof(TAggregate))}>";
}
