namespace ClickstreamAnalysis;

/// <summary>How much of a visitor's network address a click keeps, as the property <c>$address</c>.</summary>
public enum AddressDetail
{
    /// <summary>Nothing. The default.</summary>
    None,

    /// <summary>The network: the first 24 bits of an IPv4 address, the first 48 bits of an IPv6 address. The other bits are 0.</summary>
    Network,

    /// <summary>The whole address. In many countries it is personal data.</summary>
    Full,
}
