namespace ClickstreamAnalysis;

/// <summary>Specifies the key of the clicks read from a topic.</summary>
public enum ClickKey
{
    /// <summary>The key of the record, which is the user as UTF-8. A record without a key is a bad record.</summary>
    Record,

    /// <summary>The user in the click. The key of the record is ignored and may be absent.</summary>
    User,

    /// <summary>
    /// The key of the record, which is the user as a JSON text (<c>"u"</c>), as Kafka Connect writes it with <c>JsonConverter</c>. Another key, or none, is a bad
    /// record. Keys are written in the same form, so that they stay in their partitions.
    /// </summary>
    JsonText,
}
