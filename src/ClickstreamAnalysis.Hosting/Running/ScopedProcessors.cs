using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;

namespace ClickstreamAnalysis.Hosting.Running;

/// <summary>Creates processors in a scope of their own.</summary>
internal sealed class ScopedProcessors<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TProcessor>(IServiceProvider services)
    where TProcessor : class
{
    // Weak, because tasks come and go as long as the host runs.
    private readonly ConditionalWeakTable<TProcessor, object> _created = [];

    /// <summary>Creates a processor and its scope.</summary>
    /// <exception cref="InvalidOperationException">The processor is a singleton, or it cannot be created.</exception>
    public IProcessorScope<TProcessor> Create()
    {
        var scope = services.CreateAsyncScope();
        try
        {
            var service = scope.ServiceProvider.GetService<TProcessor>();
            if (service is not null && !_created.TryAdd(service, service))
            {
                throw new InvalidOperationException($"{typeof(TProcessor)} is a singleton, and each task needs a processor of its own: register it as scoped or transient, or not at all.");
            }

            return new ScopedProcessor<TProcessor>(scope, service ?? ActivatorUtilities.CreateInstance<TProcessor>(scope.ServiceProvider), ownsProcessor: service is null);
        }
        catch
        {
            scope.Dispose();
            throw;
        }
    }
}
