using System.Diagnostics.CodeAnalysis;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ClickstreamAnalysis.Serialization;

namespace ClickstreamAnalysis;

/// <summary>The serdes that come with the library. All are thread-safe; the properties always give the same instance.</summary>
/// <remarks>The layouts of texts, numbers and bytes are those of the serialisers in Apache Kafka's clients.</remarks>
public static class Serdes
{
    private static readonly JsonSerializerOptions s_defaultJson = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>
    /// Texts as UTF-8. Texts of up to 128 bytes that come again give the same string without an allocation. Reason of a
    /// <see cref="SerdeException"/>: <c>invalid-utf8</c> when reading, <c>invalid-utf16</c> when writing half of a surrogate pair.
    /// </summary>
    public static ISerde<string> Utf8 { get; } = new Utf8Serde();

    /// <summary>Integers as four bytes, the highest first. Any other number of bytes is refused as <c>wrong-length</c>.</summary>
    public static ISerde<int> Int32 { get; } = new Int32Serde();

    /// <summary>Integers as eight bytes, the highest first. Any other number of bytes is refused as <c>wrong-length</c>.</summary>
    public static ISerde<long> Int64 { get; } = new Int64Serde();

    /// <summary>The eight bytes of an IEEE 754 number, the highest first. Any other number of bytes is refused as <c>wrong-length</c>.</summary>
    public static ISerde<double> Double { get; } = new DoubleSerde();

    /// <summary>Bytes as they are; copied when read.</summary>
    public static ISerde<byte[]> Bytes { get; } = new BytesSerde();

    /// <summary>Values as JSON, by metadata that was made at compile time: the faster way, and the one that survives trimming.</summary>
    /// <typeparam name="T">The type of the values.</typeparam>
    /// <param name="typeInfo">The metadata, from a class derived from <c>JsonSerializerContext</c>.</param>
    /// <returns>A serde. Bytes that are no such value are refused as <c>invalid-json</c>, and so is null where <typeparamref name="T"/> is a class.</returns>
    public static ISerde<T> Json<T>(JsonTypeInfo<T> typeInfo)
    {
        ArgumentNullException.ThrowIfNull(typeInfo);
        return new JsonSerde<T>(typeInfo);
    }

    /// <summary>Values as JSON, by reflection.</summary>
    /// <typeparam name="T">The type of the values.</typeparam>
    /// <param name="options">
    /// How names and values are written; copied. Default null: <see cref="JsonSerializerDefaults.Web"/> (camel case), and no
    /// more characters escaped than JSON demands.
    /// </param>
    /// <returns>A serde. Bytes that are no such value are refused as <c>invalid-json</c>, and so is null where <typeparamref name="T"/> is a class.</returns>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> cannot be written as JSON.</exception>
    [RequiresUnreferencedCode("JSON by reflection needs the members of the type. Pass a JsonTypeInfo instead.")]
    [RequiresDynamicCode("JSON by reflection generates code at run time. Pass a JsonTypeInfo instead.")]
    public static ISerde<T> Json<T>(JsonSerializerOptions? options = null)
    {
        var own = new JsonSerializerOptions(options ?? s_defaultJson);
        own.MakeReadOnly(populateMissingResolver: true);
        return new JsonSerde<T>((JsonTypeInfo<T>)own.GetTypeInfo(typeof(T)));
    }
}
