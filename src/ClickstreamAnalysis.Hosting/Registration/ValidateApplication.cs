using ClickstreamAnalysis.Hosting.Configuration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace ClickstreamAnalysis.Hosting.Registration;

/// <summary>Finds every mistake in the options of an application, and what it shares with another one though it must not.</summary>
internal sealed class ValidateApplication(ApplicationDefinitions definitions, IServiceProvider services) : IValidateOptions<ApplicationOptions>
{
    private static readonly StringComparison s_paths = OperatingSystem.IsLinux() ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;

    public ValidateOptionsResult Validate(string? name, ApplicationOptions options)
    {
        if (definitions.Find(name) is not { } definition)
        {
            return ValidateOptionsResult.Skip;
        }

        var mistakes = options.Mistakes
            .Concat(InStreams(options.Streams).Select(mistake => $"{definition.Section}:{mistake}"))
            .Concat(options.Restart.FindMistakes().Select(mistake => $"{definition.Section}:Restart:{mistake}"))
            .Concat(InLog(definition, options.Log))
            .Concat(InDefinition(definition, options))
            .Concat(definitions.All[0] == definition ? InSection() : [])
            .Concat(definitions.All.TakeWhile(other => other != definition).SelectMany(other => Between(definition, options, other, OptionsOf(other))))
            .Distinct().ToArray();
        return mistakes.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(mistakes);
    }

    private static IEnumerable<string> InStreams(StreamsOptions options) => options.Threads == 0
        ? options.FindMistakes().Append($"{nameof(StreamsOptions.Threads)} is 0; in a host it must be at least 1.")
        : options.FindMistakes();

    private static IEnumerable<string> InLog(ApplicationDefinition definition, LogSettings log)
    {
        var section = definition.Section;
        switch (log.Kind)
        {
            case LogKind.None:
                return [$"{section} has no log: set {section}:Kafka:BootstrapServers or {section}:EmbeddedLog:Directory, or call UseKafka, UseEmbeddedLog or UseLog."];
            case LogKind.Kafka when string.IsNullOrWhiteSpace(log.BootstrapServers):
                return [$"{section}:Kafka:BootstrapServers is missing: write host:port, with commas between several, or give it to UseKafka."];
            case LogKind.Kafka:
                return InKafka(section, log);
            case LogKind.EmbeddedLog:
                var mistakes = log.Embedded.FindMistakes().Select(mistake => $"{section}:EmbeddedLog:{mistake}");
                return log.Directory switch
                {
                    null or "" => mistakes.Append($"{section}:EmbeddedLog:Directory is missing: write a directory, or give it to UseEmbeddedLog."),
                    ['~', ..] => mistakes.Append($"{section}:EmbeddedLog:Directory begins with '~', which only a shell replaces by the home directory: write the whole path."),
                    _ => mistakes,
                };
            default:
                return [];
        }
    }

    // Only the log knows which properties it accepts. It does not connect before its first use.
    private static IEnumerable<string> InKafka(string section, LogSettings log)
    {
        if (log.Kafka.RequestTimeout <= TimeSpan.Zero)
        {
            return [$"{section}:Kafka:RequestTimeout is {log.Kafka.RequestTimeout}; it must be positive."];
        }

        try
        {
            new KafkaLog(log.BootstrapServers!, log.Kafka).DisposeAsync().AsTask().GetAwaiter().GetResult();
            return [];
        }
        catch (ArgumentException error)
        {
            return [$"{section}:Kafka: {error.Message}"];
        }
    }

    private static IEnumerable<string> InDefinition(ApplicationDefinition definition, ApplicationOptions options)
    {
        if (definition.Build.Count == 0)
        {
            yield return $"The application '{definition.Name}' has no topology: call Topology in AddClickstream.";
        }

        if (!Enum.IsDefined(options.OnFailure))
        {
            yield return $"{definition.Section}:OnFailure must be one of {string.Join(", ", Enum.GetNames<FailureAction>())}.";
        }
    }

    /// <summary>Sections of applications that this host does not have: a misspelled name would lose all settings.</summary>
    private IEnumerable<string> InSection() =>
        from section in services.GetService<IConfiguration>()?.GetSection(ApplicationDefinitions.Section).GetChildren() ?? []
        where definitions.Find(section.Key) is null
        select $"{section.Path} belongs to no application of this host. Its applications are: {definitions.Names}.";

    private static IEnumerable<string> Between(ApplicationDefinition one, ApplicationOptions its, ApplicationDefinition other, ApplicationOptions others)
    {
        if (its.Streams.ApplicationId == others.Streams.ApplicationId)
        {
            yield return $"The applications '{other.Name}' and '{one.Name}' have the same ApplicationId '{its.Streams.ApplicationId}': give each its own, or use more Threads in one.";
        }

        if (its.StatePath is { } path && path.Equals(others.StatePath, s_paths))
        {
            yield return $"The applications '{other.Name}' and '{one.Name}' have the same directory for their state, '{path}': give each another StateDirectory or ApplicationId.";
        }

        if (its.Log is { Kind: LogKind.EmbeddedLog, Directory: { } directory } && others.Log.Kind == LogKind.EmbeddedLog
            && directory.Equals(others.Log.Directory, s_paths) && (its.Log.Embedded with { Logger = null }) != (others.Log.Embedded with { Logger = null }))
        {
            yield return $"The applications '{other.Name}' and '{one.Name}' share the embedded log in '{directory}', and have different settings for it: give both the same.";
        }
    }

    // Not through the monitor, which would validate them and come back here.
    private ApplicationOptions OptionsOf(ApplicationDefinition definition)
    {
        var options = new ApplicationOptions();
        new ConfigureApplication(definitions, services).Configure(definition.Name, options);
        return options;
    }
}
