using ClickstreamAnalysis.AspNetCore.Settings;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace ClickstreamAnalysis;

/// <summary>Sets how an application of the host answers over HTTP.</summary>
public static class ClickstreamHttp
{
    /// <summary>Sets how the application answers over HTTP. Needed only to change a default. Calls add up, in their order.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="configure">Changes the options. They are validated when the host starts; the message lists every mistake.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static ClickstreamBuilder Http(this ClickstreamBuilder builder, Action<ClickstreamHttpOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        builder.Services.AddOptions<ClickstreamHttpOptions>(builder.Name).Configure(configure).ValidateOnStart();
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<ClickstreamHttpOptions>, ValidateHttpOptions>());
        return builder;
    }
}
