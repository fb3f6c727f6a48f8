using ClickstreamAnalysis.Serialization;

namespace ClickstreamAnalysis.Sessions;

/// <summary>Provides the serdes of click sessions and their changes.</summary>
internal sealed class SessionSerdes : ISerdeProvider
{
    public ISerde<T>? For<T>() => (ClickSessions.Serde as ISerde<T>) ?? (ClickSessions.ChangeSerde as ISerde<T>);
}
