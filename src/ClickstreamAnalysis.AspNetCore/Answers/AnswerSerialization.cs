using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace ClickstreamAnalysis.AspNetCore.Answers;

/// <summary>Writes keys and values of any type, with the metadata of the library and of the host. Thread-safe.</summary>
internal sealed class AnswerSerialization
{
    private readonly JsonSerializerOptions _options;

    /// <param name="given">The options of the host for the application; null for those of all its endpoints.</param>
    /// <param name="services">The services of the host.</param>
    public AnswerSerialization(JsonSerializerOptions? given, IServiceProvider services)
    {
        given ??= ((IOptions<Microsoft.AspNetCore.Http.Json.JsonOptions>?)services.GetService(typeof(IOptions<Microsoft.AspNetCore.Http.Json.JsonOptions>)))?.Value.SerializerOptions
            ?? new JsonSerializerOptions(JsonSerializerDefaults.Web);
        _options = new JsonSerializerOptions(given)
        {
            // Tuples have fields only.
            IncludeFields = true,
            NumberHandling = given.NumberHandling | JsonNumberHandling.AllowNamedFloatingPointLiterals,
            TypeInfoResolver = JsonTypeInfoResolver.Combine(AnswerJson.Default, given.TypeInfoResolver),
            WriteIndented = false,
        };
        _options.Converters.Add(new ExactInt64Converter());
        _options.MakeReadOnly();
    }

    /// <summary>Writes a value.</summary>
    /// <exception cref="RefusedException">The host cannot write the type as JSON.</exception>
    public void Write<T>(Utf8JsonWriter writer, T value)
    {
        try
        {
            JsonSerializer.Serialize(writer, value, InfoOf<T>());
        }
        catch (Exception error) when (error is NotSupportedException or InvalidOperationException or JsonException)
        {
            throw Unsupported(typeof(T), error);
        }
    }

    /// <summary>Reads a key that is given as JSON.</summary>
    /// <exception cref="RefusedException">The text is not such a key, or the host cannot read the type from JSON.</exception>
    public T Read<T>(string json)
        where T : notnull
    {
        var info = InfoOf<T>();
        try
        {
            return JsonSerializer.Deserialize(json, info) ?? throw new JsonException();
        }
        catch (NotSupportedException error)
        {
            throw Unsupported(typeof(T), error);
        }
        catch (Exception error) when (error is JsonException or ArgumentException or FormatException or InvalidOperationException or OverflowException)
        {
            throw RefusedException.BadKey(typeof(T), error);
        }
    }

    private static RefusedException Unsupported(Type type, Exception? error) => new(
        StatusCodes.Status501NotImplemented,
        "A type of the store has no JSON form",
        $"The host cannot write {type.Name} as JSON. Add a JsonSerializerContext with this type by services.ConfigureHttpJsonOptions, or set {nameof(ClickstreamHttpOptions)}.{nameof(ClickstreamHttpOptions.SerializerOptions)}.",
        error);

    private JsonTypeInfo<T> InfoOf<T>()
    {
        try
        {
            return _options.TryGetTypeInfo(typeof(T), out var info) ? (JsonTypeInfo<T>)info : throw Unsupported(typeof(T), null);
        }
        catch (Exception error) when (error is NotSupportedException or InvalidOperationException)
        {
            throw Unsupported(typeof(T), error);
        }
    }
}
