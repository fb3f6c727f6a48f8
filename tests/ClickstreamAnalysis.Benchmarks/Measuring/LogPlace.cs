using System.Text.Json.Serialization;

namespace ClickstreamAnalysis.Benchmarks.Measuring;

/// <summary>Where a measurement takes place.</summary>
/// <param name="Bootstrap">The broker; null for the embedded log.</param>
/// <param name="Directory">Holds the state, and the embedded log; of this run alone.</param>
/// <param name="StateName">The directory of the state in there.</param>
internal sealed record LogPlace(string? Bootstrap, string Directory, string StateName = "state")
{
    [JsonIgnore]
    public bool IsEmbedded => Bootstrap is null;

    [JsonIgnore]
    public string StateDirectory => Path.Combine(Directory, StateName);

    public IRecordLog OpenLog() => Bootstrap is { } servers ? new KafkaLog(servers) : new EmbeddedLog(Path.Combine(Directory, "log"));

    public string Describe()
    {
        if (Bootstrap is not { } servers)
        {
            return "embedded, in the same process";
        }

        var hosts = servers.Split(',').Select(server => server[..server.LastIndexOf(':')]).Distinct();
        var isHere = hosts.All(host => host is "localhost" or "127.0.0.1" or "[::1]" || host == Environment.MachineName);
        return $"Kafka at {servers}, {(isHere ? "on the same machine" : "on another machine")}";
    }
}
