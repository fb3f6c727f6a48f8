using Client = Confluent.Kafka;

namespace ClickstreamAnalysis.Logs.Kafka;

/// <summary>Builds clients; a refused property becomes an exception that names the property but no secret.</summary>
internal static class ClientBuilding
{
    private static readonly string[] SecretMarks = ["password", "secret", "key", "token", "assertion", "config", "username", "credential"];

    public static T Build<T>(string servers, Dictionary<string, string> settings, Func<Dictionary<string, string>, T> build)
    {
        try
        {
            return build(settings);
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or Client.KafkaException)
        {
            // The client's text may quote a value, so the exception itself is not passed on.
            var reason = settings.Where(IsSecret).Aggregate(e.Message, static (text, secret) => text.Replace(secret.Value, "…", StringComparison.Ordinal));
            throw new LogException($"The client for Kafka at {servers} refuses its settings: {reason} Correct the properties given in KafkaLogOptions.");
        }
    }

    private static bool IsSecret(KeyValuePair<string, string> property) =>
        property.Value.Length > 0 && SecretMarks.Any(mark => property.Key.Contains(mark, StringComparison.OrdinalIgnoreCase));
}
