namespace ClickstreamAnalysis;

/// <summary>What a state store holds, and so which method of <see cref="StateView"/> reads it.</summary>
public enum StateStoreKind
{
    /// <summary>A value for each key: <see cref="StateView.KeyValue{TKey, TValue}"/>.</summary>
    KeyValue,

    /// <summary>A value for each key and window: <see cref="StateView.Window{TKey, TValue}"/>.</summary>
    Window,

    /// <summary>A value for each key and session: <see cref="StateView.Session{TKey, TValue}"/>.</summary>
    Session,

    /// <summary>The open sessions of <c>Sessionize</c>: <see cref="StateViewSessions.Sessions{TKey, TAggregate}"/>.</summary>
    OpenSessions,

    /// <summary>The open windows of a window operator: <see cref="StateViewWindows.Windows{TKey, TAggregate}"/>.</summary>
    OpenWindows,

    /// <summary>The open attempts of <c>Funnel</c>: <see cref="StateViewFunnels.Funnel{TKey}"/>.</summary>
    Funnel,

    /// <summary>The counts of a funnel: <see cref="StateViewFunnels.FunnelCounts"/>.</summary>
    FunnelCounts,
}
