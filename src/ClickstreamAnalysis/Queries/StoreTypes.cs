namespace ClickstreamAnalysis.Queries;

/// <summary>Returns the kind and the types of a store.</summary>
internal sealed class StoreTypes : IStateStoreVisitor<(StateStoreKind Kind, Type Key, Type Value)>
{
    public (StateStoreKind Kind, Type Key, Type Value) VisitKeyValue<TKey, TValue>(StateStore store)
        where TKey : notnull => (StateStoreKind.KeyValue, typeof(TKey), typeof(TValue));

    public (StateStoreKind Kind, Type Key, Type Value) VisitWindow<TKey, TValue>(StateStore store)
        where TKey : notnull => (StateStoreKind.Window, typeof(TKey), typeof(TValue));

    public (StateStoreKind Kind, Type Key, Type Value) VisitSession<TKey, TValue>(StateStore store)
        where TKey : notnull => (StateStoreKind.Session, typeof(TKey), typeof(TValue));

    public (StateStoreKind Kind, Type Key, Type Value) VisitOpenSessions<TKey, TAggregate>(StateStore store)
        where TKey : notnull => (StateStoreKind.OpenSessions, typeof(TKey), typeof(TAggregate));

    public (StateStoreKind Kind, Type Key, Type Value) VisitOpenWindows<TKey, TAggregate>(StateStore store)
        where TKey : notnull => (StateStoreKind.OpenWindows, typeof(TKey), typeof(TAggregate));

    public (StateStoreKind Kind, Type Key, Type Value) VisitFunnel<TKey>(StateStore store)
        where TKey : notnull => (StateStoreKind.Funnel, typeof(TKey), typeof(FunnelOutcome));

    public (StateStoreKind Kind, Type Key, Type Value) VisitFunnelCounts(StateStore store) =>
        (StateStoreKind.FunnelCounts, typeof(FunnelBucket), typeof(FunnelCounts));
}
