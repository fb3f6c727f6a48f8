using Microsoft.Extensions.Options;

namespace ClickstreamAnalysis.AspNetCore.Collector;

/// <summary>Finds every mistake in the options of a collector.</summary>
/// <param name="application">The application, whose name is that of the options.</param>
internal sealed class ValidateClickCollector(string application) : IValidateOptions<ClickCollectorOptions>
{
    private const int MinBodyBytes = 1024;
    private const int MaxBodyBytes = 16 * 1024 * 1024;
    private const int MaxClicks = 10_000;
    private const int MinKeyLength = 16;

    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(5);

    public ValidateOptionsResult Validate(string? name, ClickCollectorOptions options)
    {
        if (name != application)
        {
            return ValidateOptionsResult.Skip;
        }

        var mistakes = InMeaning(options).Concat(InLimits(options)).Select(mistake => $"The click collector of '{application}': {mistake}").ToArray();
        return mistakes.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(mistakes);
    }

    private static IEnumerable<string> InMeaning(ClickCollectorOptions options)
    {
        if (string.IsNullOrWhiteSpace(options.Topic))
        {
            yield return $"{nameof(options.Topic)} is empty.";
        }

        foreach (var mistake in (options.AllowedOrigins ?? []).Select(origin => InOrigin(origin, options.AllowedOrigins!.Count)).OfType<string>())
        {
            yield return mistake;
        }

        if (options.Source is { Length: 0 or > ClickLimits.MaxNameLength })
        {
            yield return $"{nameof(options.Source)} must have 1 to {ClickLimits.MaxNameLength} characters; null takes the host of the page's origin.";
        }

        if (!Enum.IsDefined(options.Address))
        {
            yield return $"{nameof(options.Address)} must be one of {string.Join(", ", Enum.GetNames<AddressDetail>())}.";
        }

        if (!Enum.IsDefined(options.UserAgent))
        {
            yield return $"{nameof(options.UserAgent)} must be one of {string.Join(", ", Enum.GetNames<UserAgentDetail>())}.";
        }

        if (options.VisitorKey is { Length: < MinKeyLength })
        {
            yield return $"{nameof(options.VisitorKey)} has fewer than {MinKeyLength} characters; null takes a random key of the process.";
        }
    }

    private static IEnumerable<string> InLimits(ClickCollectorOptions options)
    {
        if (options.MaxBodyBytes is < MinBodyBytes or > MaxBodyBytes)
        {
            yield return $"{nameof(options.MaxBodyBytes)} is {options.MaxBodyBytes}; it must be from {MinBodyBytes} to {MaxBodyBytes}.";
        }

        if (options.MaxClicksPerRequest is < 1 or > MaxClicks)
        {
            yield return $"{nameof(options.MaxClicksPerRequest)} is {options.MaxClicksPerRequest}; it must be from 1 to {MaxClicks}.";
        }

        if (options.MaxBytesInFlight < 4L * options.MaxBodyBytes)
        {
            yield return $"{nameof(options.MaxBytesInFlight)} is {options.MaxBytesInFlight}; it must be at least four times {nameof(options.MaxBodyBytes)}.";
        }

        if (options.RequestsPerSecond < 1)
        {
            yield return $"{nameof(options.RequestsPerSecond)} is {options.RequestsPerSecond}; it must be at least 1, or null for no limit.";
        }

        if (options.RequestsPerSecond is { } rate && options.RequestBurst < rate)
        {
            yield return $"{nameof(options.RequestBurst)} is {options.RequestBurst}; it must be at least {nameof(options.RequestsPerSecond)}, which is {rate}.";
        }

        foreach (var (property, value) in new[] { (nameof(options.ReadTimeout), options.ReadTimeout), (nameof(options.LogTimeout), options.LogTimeout) })
        {
            if (value <= TimeSpan.Zero || value > s_longest)
            {
                yield return $"{property} is {value}; it must be positive and at most {s_longest}.";
            }
        }
    }

    // A browser sends an origin without path and without the scheme's own port, so another spelling would never match.
    private static string? InOrigin(string? origin, int count) =>
        origin == "*" ? count == 1 ? null : $"{nameof(ClickCollectorOptions.AllowedOrigins)} has '*' beside other origins: write '*' alone, or remove it."
        : !Uri.TryCreate(origin, UriKind.Absolute, out var uri) || (uri.Scheme != Uri.UriSchemeHttp && uri.Scheme != Uri.UriSchemeHttps)
        ? $"{nameof(ClickCollectorOptions.AllowedOrigins)} has '{origin}'; write scheme and host, as in https://shop.example."
        : origin != uri.GetLeftPart(UriPartial.Authority) ? $"{nameof(ClickCollectorOptions.AllowedOrigins)} has '{origin}'; a browser sends '{uri.GetLeftPart(UriPartial.Authority)}'."
        : null;
}
