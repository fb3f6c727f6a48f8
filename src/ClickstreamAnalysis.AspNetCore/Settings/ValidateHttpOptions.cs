using System.Globalization;
using System.Text;
using Microsoft.Extensions.Options;

namespace ClickstreamAnalysis.AspNetCore.Settings;

/// <summary>Checks the options of an application. The messages contain no secret.</summary>
internal sealed class ValidateHttpOptions : IValidateOptions<ClickstreamHttpOptions>
{
    private const int MinKeyBytes = 32;

    public ValidateOptionsResult Validate(string? name, ClickstreamHttpOptions options)
    {
        var mistakes = new List<string>();
        if (options.PeerKey is { } key && Encoding.UTF8.GetByteCount(key) < MinKeyBytes)
        {
            mistakes.Add($"{nameof(options.PeerKey)} must have at least {MinKeyBytes} bytes: use 32 random bytes in Base64");
        }

        if (options.PeerTimeout < TimeSpan.FromMilliseconds(10) || options.PeerTimeout > TimeSpan.FromMinutes(1))
        {
            mistakes.Add($"{nameof(options.PeerTimeout)} must be 10 milliseconds to 1 minute");
        }

        Check(nameof(options.MaxPeerAnswerBytes), options.MaxPeerAnswerBytes, 64 << 10, 64 << 20);
        Check(nameof(options.MaxPageSize), options.MaxPageSize, 1, 10_000);
        Check(nameof(options.PageSize), options.PageSize, 1, Math.Max(1, options.MaxPageSize));
        Check(nameof(options.MaxEventClients), options.MaxEventClients, 1, 10_000);
        return mistakes.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(
            $"The HTTP options of the application '{name}' are not valid: {string.Join("; ", mistakes)}.");

        void Check(string option, int value, int min, int max)
        {
            if (value < min || value > max)
            {
                mistakes.Add(string.Create(CultureInfo.InvariantCulture, $"{option} must be {min} to {max}"));
            }
        }
    }
}
