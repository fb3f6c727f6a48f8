namespace ClickstreamAnalysis;

/// <summary>What a serde is used for. Immutable.</summary>
/// <param name="Topic">The topic: an input, an output, or an internal topic with its full name. For a store, its changelog topic, even when it is not logged.</param>
/// <param name="IsKey">Whether the serde is for keys; otherwise it is for values.</param>
/// <param name="Access">Whether records are read, written or both.</param>
public sealed record SerdeUse(string Topic, bool IsKey, SerdeAccess Access)
{
    /// <summary>Whether bytes are deserialized.</summary>
    public bool Reads => (Access & SerdeAccess.Read) != 0;

    /// <summary>Whether values are serialized.</summary>
    public bool Writes => (Access & SerdeAccess.Write) != 0;
}
