using System.Globalization;
using ClickstreamAnalysis.Benchmarks.Measuring;
using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace ClickstreamAnalysis.Benchmarks.Load;

/// <summary>Lets a broker give space back early: it deletes whole segments, of 1 GiB by default.</summary>
internal static class KafkaSegments
{
    public static async Task LimitAsync(LogPlace place, string topic, int bytes)
    {
        if (place.IsEmbedded)
        {
            return;
        }

        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = place.Bootstrap }).Build();
        await admin.IncrementalAlterConfigsAsync(new()
        {
            [new ConfigResource { Type = ResourceType.Topic, Name = topic }] =
            [
                new ConfigEntry { Name = "segment.bytes", Value = bytes.ToString(CultureInfo.InvariantCulture), IncrementalOperation = AlterConfigOpType.Set },
            ],
        });
    }
}
