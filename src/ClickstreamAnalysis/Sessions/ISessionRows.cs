using ClickstreamAnalysis.Queries;

namespace ClickstreamAnalysis.Sessions;

/// <summary>The store of <c>Sessionize</c> for queries.</summary>
internal interface ISessionRows<TKey, TAggregate>
    where TKey : notnull
{
    ISerde<TKey> KeySerde { get; }

    /// <summary>Reads the open sessions of a row, in the order of their start.</summary>
    IReadOnlyList<Session<TKey, TAggregate>> Read(StoredRow row);
}
