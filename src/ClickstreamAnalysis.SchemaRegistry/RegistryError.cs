using System.Net;
using System.Text.RegularExpressions;
using Confluent.SchemaRegistry;

namespace ClickstreamAnalysis.SchemaRegistry;

/// <summary>Describes the errors of a registry without the secrets that an address can have.</summary>
internal static partial class RegistryError
{
    /// <summary>The codes of an unknown subject, version and schema.</summary>
    private const int UnknownSubject = 40401;

    private const int UnknownVersion = 40402;
    private const int UnknownSchema = 40403;

    /// <summary>Whether the registry itself answered that it does not have this. A 404 of a proxy or a wrong address does not say so.</summary>
    public static bool SaysUnknown(SchemaRegistryException error) =>
        error.Status == HttpStatusCode.NotFound && error.ErrorCode is UnknownSubject or UnknownVersion or UnknownSchema;

    /// <summary>Whether the error is an answer of the registry, or that there is none.</summary>
    public static bool IsOfRegistry(Exception error) =>
        error is HttpRequestException or TimeoutException or IOException or Newtonsoft.Json.JsonException
        || (error is OperationCanceledException { CancellationToken.IsCancellationRequested: false } or TaskCanceledException { InnerException: TimeoutException });

    /// <summary>One line, without user names and passwords.</summary>
    public static string Describe(Exception error) => error switch
    {
        SchemaRegistryException answer => $"it answered {(int)answer.Status} {answer.Status} (code {answer.ErrorCode})",
        _ when StatusOf(error) is { } status => $"it answered {(int)status} {status}",
        OperationCanceledException or TimeoutException => "it did not answer in time",
        _ => $"it cannot be reached ({Redact(error.Message)})",
    };

    public static StreamsException AtStart(Exception error, string subject, RegistryOptions options) =>
        new($"The schema registry cannot serve subject '{subject}': {Describe(error)}. {Advice(error, options)}")
        {
            IsTransient = StatusOf(error) is not { } status || (int)status is >= 500 or 408 or 429,
        };

    // When an answer has no error of a registry in its body, the client passes on only the name of the status.
    private static HttpStatusCode? StatusOf(Exception error) => error switch
    {
        SchemaRegistryException answer => answer.Status,
        HttpRequestException { StatusCode: { } status } => status,
        HttpRequestException when error.Message.EndsWith("Unauthorized", StringComparison.Ordinal) => HttpStatusCode.Unauthorized,
        HttpRequestException when error.Message.EndsWith("Forbidden", StringComparison.Ordinal) => HttpStatusCode.Forbidden,
        _ => null,
    };

    private static string Advice(Exception error, RegistryOptions options) => error switch
    {
        _ when StatusOf(error) == HttpStatusCode.Unauthorized =>
            "Check user and password, or the token, in SchemaRegistryConfig.",
        _ when StatusOf(error) == HttpStatusCode.Forbidden =>
            "These credentials may not use the subject: give them the right to read it, and to write it when schemas are registered.",
        SchemaRegistryException { Status: HttpStatusCode.Conflict } =>
            "The schema is not compatible with the versions of the subject: give new fields a default, or change the compatibility of the subject.",
        SchemaRegistryException { Status: HttpStatusCode.UnprocessableEntity } =>
            "The registry takes the schema for invalid: check the schema and its references.",
        SchemaRegistryException answer when SaysUnknown(answer) && options.UseLatestVersion =>
            $"The subject has no version, and {nameof(RegistryOptions)}.{nameof(RegistryOptions.UseLatestVersion)} needs one: register a schema first.",
        SchemaRegistryException answer when SaysUnknown(answer) && !options.AutoRegister =>
            $"The schema is not registered there: register it, or set {nameof(RegistryOptions)}.{nameof(RegistryOptions.AutoRegister)}.",
        SchemaRegistryException { Status: HttpStatusCode.NotFound } =>
            "Is the address in SchemaRegistryConfig.Url right, with its path, and are the references registered?",
        HttpRequestException when error.Message.Contains("SSL connection", StringComparison.Ordinal) =>
            "If its certificate is not trusted here, name the authority in SchemaRegistryConfig.SslCaLocation; if it wants one of the client, name that in SslKeystoreLocation.",
        SchemaRegistryException => "See the log of the registry, and start again.",
        _ => "Is the address in SchemaRegistryConfig.Url right, and is the registry running?",
    };

    // Addresses may have a user and a password in front of the host.
    private static string Redact(string message) => UserInformation().Replace(message, "://");

    [GeneratedRegex(@"://[^/\s@]*@")]
    private static partial Regex UserInformation();
}
