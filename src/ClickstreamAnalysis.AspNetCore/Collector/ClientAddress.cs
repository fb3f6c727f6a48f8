using System.Net;
using System.Net.Sockets;

namespace ClickstreamAnalysis.AspNetCore.Collector;

/// <summary>What is kept of a client's address.</summary>
internal static class ClientAddress
{
    private const int Ipv4Bytes = 4;

    /// <summary>The address as clicks keep it; null for nothing.</summary>
    /// <param name="address">The address; null when the connection has none.</param>
    /// <param name="detail">How much is kept.</param>
    public static string? Keep(IPAddress? address, AddressDetail detail) => address is null || detail == AddressDetail.None ? null
        : detail == AddressDetail.Full ? Plain(address).ToString()
        : Network(Plain(address), ipv4Bytes: 3, ipv6Bytes: 6).ToString();

    /// <summary>What one client has to itself: an IPv4 address, or the first 64 bits of an IPv6 address.</summary>
    /// <param name="address">The address; null when the connection has none.</param>
    public static IPAddress Client(IPAddress? address) => Network(Plain(address ?? IPAddress.None), Ipv4Bytes, ipv6Bytes: 8);

    private static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    private static IPAddress Network(IPAddress address, int ipv4Bytes, int ipv6Bytes)
    {
        var bytes = address.GetAddressBytes();
        bytes.AsSpan(address.AddressFamily == AddressFamily.InterNetwork ? ipv4Bytes : ipv6Bytes).Clear();
        return new IPAddress(bytes);
    }
}
