using ClickstreamAnalysis.Hosting.Configuration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace ClickstreamAnalysis.Hosting.Registration;

/// <summary>Fills the options of an application: from the services, then its code, then its configuration section.</summary>
internal sealed class ConfigureApplication(ApplicationDefinitions definitions, IServiceProvider services) : IConfigureNamedOptions<ApplicationOptions>
{
    public void Configure(ApplicationOptions options) => Configure(Options.DefaultName, options);

    public void Configure(string? name, ApplicationOptions options)
    {
        if (definitions.Find(name) is not { } definition)
        {
            return;
        }

        options.Log = definition.Log;
        options.OnFailure = definition.OnFailure;
        options.Restart = definition.Restart;
        options.Streams = new StreamsOptions
        {
            ApplicationId = definition.Name,
            LoggerFactory = services.GetService<ILoggerFactory>() ?? NullLoggerFactory.Instance,
            TimeProvider = services.GetService<TimeProvider>() ?? TimeProvider.System,
        };
        foreach (var change in definition.Change)
        {
            options.Streams = change(options.Streams, services) ?? throw new InvalidOperationException($"Configure of the application '{definition.Name}' returned null: return the changed options.");
        }

        if (services.GetService<IConfiguration>() is { } configuration)
        {
            ApplicationSection.Read(configuration.GetSection(definition.Section), options);
        }

        Complete(options);
    }

    /// <summary>Adds what neither code nor configuration set.</summary>
    private void Complete(ApplicationOptions options)
    {
        var streams = options.Streams;
        options.Streams = streams with
        {
            StateDirectory = FullPath(streams.StateDirectory),
            NewTopicPartitions = streams.NewTopicPartitions ?? (options.Log.Kind == LogKind.EmbeddedLog ? ApplicationDefinition.DefaultPartitions : null),
        };
        var (log, loggers) = (options.Log, streams.LoggerFactory ?? NullLoggerFactory.Instance);
        options.Log = log with
        {
            Directory = FullPath(log.Directory),
            Kafka = ReferenceEquals(log.Kafka.Logger, NullLogger.Instance) ? log.Kafka with { Logger = loggers.CreateLogger<KafkaLog>() } : log.Kafka,
            Embedded = log.Embedded with
            {
                Logger = log.Embedded.Logger ?? loggers.CreateLogger<EmbeddedLog>(),
                TimeProvider = log.Embedded.TimeProvider == TimeProvider.System ? streams.TimeProvider : log.Embedded.TimeProvider,
            },
        };
    }

    // A '~' at the beginning stays, because the library explains it.
    private string? FullPath(string? directory) => directory is null or "" or ['~', ..]
        ? directory
        : Path.GetFullPath(directory, services.GetService<IHostEnvironment>()?.ContentRootPath ?? Environment.CurrentDirectory);
}
