using ClickstreamAnalysis.Serialization;

namespace ClickstreamAnalysis.Sessions;

/// <summary>The serdes of sessions of clicks and of their changes.</summary>
internal sealed class SessionSerdes : ISerdeProvider
{
    public ISerde<T>? For<T>() => (ClickSessions.Serde as ISerde<T>) ?? (ClickSessions.ChangeSerde as ISerde<T>);
}
