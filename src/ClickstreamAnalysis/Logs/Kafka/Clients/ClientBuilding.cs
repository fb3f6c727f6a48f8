using ClickstreamAnalysis.Logs.Kafka.Settings;
using Client = Confluent.Kafka;

namespace ClickstreamAnalysis.Logs.Kafka.Clients;

/// <summary>Builds clients. If a property is rejected, the exception names the property but not its value.</summary>
internal static class ClientBuilding
{
    public static T Build<T>(string servers, Dictionary<string, string> settings, SettingMask mask, Func<Dictionary<string, string>, T> build)
    {
        try
        {
            return build(settings);
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or Client.KafkaException)
        {
            // The client's message may quote a value, so its exception is not used as the inner exception.
            var reason = mask.CleanRefusal(e.Message).TrimEnd('.', ' ');
            throw new RecordLogException($"The client for Kafka at {servers} refuses its settings: {reason}.{Choices(settings, e.Message)} Correct the properties given in KafkaLogOptions; values are not shown.");
        }
    }

    private static string Choices(Dictionary<string, string> settings, string text)
    {
        var refused = settings.Keys.Where(key => text.Contains($"\"{key}\"", StringComparison.Ordinal)).Select(HarmlessSettings.WordsOf).FirstOrDefault(static words => words is not null);
        return refused is null ? "" : $" It takes {string.Join(", ", refused)}.";
    }
}
