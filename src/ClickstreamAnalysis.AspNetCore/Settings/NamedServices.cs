using Microsoft.Extensions.DependencyInjection;

namespace ClickstreamAnalysis.AspNetCore.Settings;

/// <summary>Finds the services of one application of the host.</summary>
internal static class NamedServices
{
    /// <summary>Finds a service of an application.</summary>
    /// <typeparam name="T">The service.</typeparam>
    /// <param name="services">The services of the host.</param>
    /// <param name="application">The name given to <c>AddClickstream</c>; null if the host has one application.</param>
    /// <exception cref="InvalidOperationException">The host has no such application, or several and none is named.</exception>
    public static T OfApplication<T>(this IServiceProvider services, string? application)
        where T : notnull => application is null ? services.GetRequiredService<T>() : services.GetRequiredKeyedService<T>(application);
}
