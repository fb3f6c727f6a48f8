using ClickstreamAnalysis.Hosting.Configuration;
using Microsoft.Extensions.Options;

namespace ClickstreamAnalysis.Hosting.Running;

/// <summary>Opens the logs of the host's applications. Applications share the embedded log of a directory. Thread-safe.</summary>
/// <remarks>The container disposes the logs, after the host has stopped its applications.</remarks>
internal sealed class OpenLogs(IOptionsMonitor<ApplicationOptions> options, IServiceProvider services)
{
    private readonly Dictionary<string, EmbeddedLog> _embedded = [];
    private readonly Lock _lock = new();

    /// <summary>Opens the log of an application.</summary>
    /// <exception cref="OptionsValidationException">The options are not valid.</exception>
    /// <exception cref="RecordLogException">The directory of the embedded log is in use by another process, or cannot be read.</exception>
    public IRecordLog Open(string name)
    {
        var log = options.Get(name).Log;
        return log.Kind switch
        {
            LogKind.Kafka => new KafkaLog(log.BootstrapServers!, log.Kafka),
            LogKind.EmbeddedLog => OpenEmbedded(log.Directory!, log.Embedded),
            _ => log.Create!(services) ?? throw new InvalidOperationException($"UseLog of the application '{name}' returned null: return a log."),
        };
    }

    private EmbeddedLog OpenEmbedded(string directory, EmbeddedLogOptions embedded)
    {
        lock (_lock)
        {
            if (!_embedded.TryGetValue(directory, out var log))
            {
                log = new EmbeddedLog(directory, embedded);
                _embedded.Add(directory, log);
            }

            return log;
        }
    }
}
