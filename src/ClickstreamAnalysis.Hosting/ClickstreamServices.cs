using ClickstreamAnalysis.Hosting.Configuration;
using System.Diagnostics.CodeAnalysis;
using ClickstreamAnalysis.Hosting.Registration;
using ClickstreamAnalysis.Hosting.Running;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace ClickstreamAnalysis;

/// <summary>Adds applications to a host.</summary>
public static class ClickstreamServices
{
    /// <summary>Adds an application, which starts and stops with the host.</summary>
    /// <remarks>
    /// <para>
    /// The host's services then have a <see cref="ClickstreamApplication"/> and an <see cref="IRecordLog"/> with the name as key, and without a key
    /// while the host has one application.
    /// </para>
    /// <para>Options come from the code and from the configuration section <c>Clickstream:NAME</c>, which overrides the code. All mistakes are reported together when the host starts.</para>
    /// </remarks>
    /// <param name="services">The services of the host.</param>
    /// <param name="name">
    /// The name: the application id unless the options set another one, the key of the services, and the configuration section. Letters, digits, '.', '_' and '-'.
    /// </param>
    /// <param name="configure">Chooses the log and the options, and builds the topology.</param>
    /// <returns>The services.</returns>
    /// <exception cref="ArgumentException">The name is not valid, or an application of this name was added before.</exception>
    public static IServiceCollection AddClickstream(this IServiceCollection services, string name, Action<ClickstreamBuilder> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        ThrowIfInvalid(name);

        var definition = new ApplicationDefinition(name);
        DefinitionsOf(services).Add(definition);
        configure(new ClickstreamBuilder(services, definition));

        services.AddOptions<ApplicationOptions>(name).ValidateOnStart();
        services.AddKeyedSingleton(name, (_, _) => new ClickstreamApplication(name));
        services.AddKeyedSingleton(name, (provider, _) => provider.GetRequiredService<OpenLogs>().Open(name));
        services.AddKeyedSingleton(name, (provider, _) => new HostedApplication(definition, provider));
        services.AddKeyedSingleton(name, (provider, _) => new StopBeforeLog(provider.GetRequiredKeyedService<HostedApplication>(name)));
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredKeyedService<HostedApplication>(name));
        return services;
    }

    /// <summary>Adds an application that the program starts and stops by itself, so that endpoints of a web host can show it.</summary>
    /// <remarks>The host neither starts, stops nor disposes the application and the log.</remarks>
    /// <param name="services">The services of the host.</param>
    /// <param name="name">The name: the key of the services. Letters, digits, '.', '_' and '-'.</param>
    /// <param name="application">The application.</param>
    /// <param name="log">Its log.</param>
    /// <returns>The services.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">The name is not valid, or an application of this name was added before.</exception>
    public static IServiceCollection AddClickstream(this IServiceCollection services, string name, StreamsApplication application, IRecordLog log)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(application);
        ArgumentNullException.ThrowIfNull(log);
        ThrowIfInvalid(name);
        var running = new ClickstreamApplication(name);
        running.Replace(application);

        // The container disposes what its factories return, but not what it is given.
        services.TryAddSingleton(running);
        services.TryAddSingleton(log);
        DefinitionsOf(services).Add(new ApplicationDefinition(name));
        services.AddKeyedSingleton(name, running);
        services.AddKeyedSingleton(name, log);
        return services;
    }

    /// <summary>
    /// Creates processors for <c>Process</c>, each in a scope of its own, which is disposed when the task of the processor closes:
    /// <c>clicks.Process("dedupe", services.Processor&lt;Deduplicator&gt;(), "seen")</c>.
    /// </summary>
    /// <remarks>
    /// A processor that is a service must be scoped or transient. One that is not is created with the services of the scope as arguments of its constructor, and disposed with the task.
    /// </remarks>
    /// <typeparam name="TProcessor">Type of the processor.</typeparam>
    /// <param name="services">The services of the host.</param>
    /// <returns>The supplier of processors.</returns>
    public static Func<IProcessorScope<TProcessor>> Processor<
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TProcessor>(
        this IServiceProvider services)
        where TProcessor : class
    {
        ArgumentNullException.ThrowIfNull(services);
        return new ScopedProcessors<TProcessor>(services).Create;
    }

    private static void ThrowIfInvalid(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (!name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-'))
        {
            throw new ArgumentException("The name of an application must consist of letters, digits, '.', '_' and '-'.", nameof(name));
        }
    }

    private static ApplicationDefinitions DefinitionsOf(IServiceCollection services)
    {
        if (services.FirstOrDefault(service => service.ServiceType == typeof(ApplicationDefinitions))?.ImplementationInstance is ApplicationDefinitions found)
        {
            return found;
        }

        var definitions = new ApplicationDefinitions();
        services.AddSingleton(definitions);
        services.AddSingleton<IConfigureOptions<ApplicationOptions>, ConfigureApplication>();
        services.AddSingleton<IValidateOptions<ApplicationOptions>, ValidateApplication>();
        services.AddSingleton<OpenLogs>();
        services.TryAddSingleton(provider => provider.GetRequiredKeyedService<ClickstreamApplication>(definitions.Only(nameof(ClickstreamApplication))));
        services.TryAddSingleton(provider => provider.GetRequiredKeyedService<IRecordLog>(definitions.Only(nameof(IRecordLog))));
        return definitions;
    }
}
