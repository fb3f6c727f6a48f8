namespace ClickstreamAnalysis;

/// <summary>The directions in which a serde is used.</summary>
[Flags]
public enum SerdeAccess
{
    /// <summary>Not used.</summary>
    None = 0,

    /// <summary>Bytes are deserialized.</summary>
    Read = 1,

    /// <summary>Values are serialized.</summary>
    Write = 1 << 1,
}
