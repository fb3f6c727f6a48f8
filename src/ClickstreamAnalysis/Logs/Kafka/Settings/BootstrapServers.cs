using System.Globalization;

namespace ClickstreamAnalysis.Logs.Kafka.Settings;

/// <summary>Checks the format of broker addresses, without connecting to the brokers.</summary>
internal static class BootstrapServers
{
    // The schemes that librdkafka accepts. The security protocol itself is set by a property.
    private static readonly string[] s_protocols = ["plaintext", "ssl", "sasl_plaintext", "sasl_ssl"];

    // Only these schemes are named in messages: any other text could be a secret.
    private static readonly string[] s_otherSchemes = ["http", "https", "kafka", "tcp", "tls", "ws", "wss", "amqp", "mqtt", "file"];

    /// <summary>Rejects addresses that no client could connect to.</summary>
    /// <param name="servers">Addresses, separated by commas.</param>
    /// <param name="parameterName">The parameter to name in the exception.</param>
    /// <exception cref="ArgumentException">An address is malformed. The message does not quote it, because it could contain a password.</exception>
    public static void Check(string servers, string parameterName)
    {
        var addresses = servers.Split(',', StringSplitOptions.TrimEntries);
        var mistakes = addresses
            .Select((address, index) => (Number: index + 1, Mistake: address.Length == 0 ? null : MistakeIn(address)))
            .Where(static found => found.Mistake is not null)
            .Select(found => addresses.Length == 1 ? found.Mistake! : $"address {found.Number} of {addresses.Length}: {found.Mistake}")
            .ToArray();
        if (addresses.All(static address => address.Length == 0))
        {
            mistakes = ["there is no address"];
        }

        if (mistakes.Length > 0)
        {
            throw new ArgumentException(
                $"The addresses of the Kafka brokers cannot be used: {string.Join("; ", mistakes)}. Write host:port, as in localhost:9092, with commas between several.", parameterName);
        }
    }

    private static string? MistakeIn(string address)
    {
        var scheme = address.IndexOf("://", StringComparison.Ordinal);
        if (scheme >= 0)
        {
            var name = address[..scheme];
            if (!s_protocols.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                return s_otherSchemes.Contains(name, StringComparer.OrdinalIgnoreCase)
                    ? $"it begins with {name.ToLowerInvariant()}://, and brokers speak Kafka's own protocol"
                    : "it begins with a scheme that brokers do not know";
            }

            address = address[(scheme + 3)..];
        }

        if (address.Contains('@', StringComparison.Ordinal))
        {
            return "it has an @; give user and password as sasl.username and sasl.password in KafkaLogOptions.ClientProperties";
        }

        if (address.Contains('/', StringComparison.Ordinal))
        {
            return "it has a path";
        }

        return HostAndPortMistake(address);
    }

    private static string? HostAndPortMistake(string address)
    {
        var end = address.StartsWith('[') ? address.IndexOf(']', StringComparison.Ordinal) + 1 : address.IndexOf(':', StringComparison.Ordinal);
        var host = end < 0 ? address : address[..end];
        var port = end < 0 ? "" : address[end..];
        if (host.Length == 0 || (address.StartsWith('[') && end == 0) || host.Any(char.IsWhiteSpace))
        {
            return "it has no valid host name";
        }

        var isPort = port.StartsWith(':') && int.TryParse(port.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is > 0 and <= 65_535;
        return port.Length == 0 || isPort ? null : "its port is not a number from 1 to 65535";
    }
}
