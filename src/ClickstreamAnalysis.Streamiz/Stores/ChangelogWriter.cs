using ClickstreamAnalysis.State.Tables;

namespace ClickstreamAnalysis.Streamiz.Stores;

/// <summary>Writes the changes of an operator through a logging store of Streamiz to its changelog.</summary>
/// <param name="changelog">The logging store.</param>
internal sealed class ChangelogWriter(IStreamizChangelog changelog) : IChangelogWriter
{
    public bool TryWrite(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, bool hasValue)
    {
        changelog.Put(ChangelogRecords.RowKey(key), hasValue ? value.ToArray() : null);
        return true;
    }

    public void WriteStreamTime(long timeMs) => changelog.Put(ChangelogRecords.StreamTimeKey, ChangelogRecords.StreamTime(timeMs));

    public void Reject(string reason, Exception error) =>
        throw new SerdeException(reason, "State cannot be serialized for its changelog: correct the serde of the aggregate or of the key.", error);
}
