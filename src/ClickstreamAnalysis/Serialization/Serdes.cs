using System.Diagnostics.CodeAnalysis;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ClickstreamAnalysis.Serialization;

namespace ClickstreamAnalysis;

/// <summary>The built-in serdes. All are thread-safe, and each property always returns the same instance.</summary>
/// <remarks>Strings, numbers and bytes have the format of the serializers in Apache Kafka's clients.</remarks>
public static class Serdes
{
    private static readonly JsonSerializerOptions s_defaultJson = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>
    /// Strings as UTF-8. Repeated strings of up to 128 bytes usually come from a cache, without an allocation. Reasons of a
    /// <see cref="SerdeException"/>: <c>invalid-utf8</c> when reading, <c>invalid-utf16</c> when writing an unpaired surrogate.
    /// </summary>
    public static ISerde<string> Utf8 { get; } = new Utf8Serde();

    /// <summary>Integers as four bytes, big-endian. Any other number of bytes is rejected as <c>wrong-length</c>.</summary>
    public static ISerde<int> Int32 { get; } = new Int32Serde();

    /// <summary>Integers as eight bytes, big-endian. Any other number of bytes is rejected as <c>wrong-length</c>.</summary>
    public static ISerde<long> Int64 { get; } = new Int64Serde();

    /// <summary>IEEE 754 doubles as eight bytes, big-endian. Any other number of bytes is rejected as <c>wrong-length</c>.</summary>
    public static ISerde<double> Double { get; } = new DoubleSerde();

    /// <summary>Byte arrays, stored unchanged and copied when read.</summary>
    public static ISerde<byte[]> Bytes { get; } = new BytesSerde();

    /// <summary>Creates a JSON serde from metadata generated at compile time. Faster than reflection, and compatible with trimming.</summary>
    /// <typeparam name="T">The type of the values.</typeparam>
    /// <param name="typeInfo">The metadata, from a class derived from <c>JsonSerializerContext</c>.</param>
    /// <returns>
    /// The serde. It rejects bytes that are not a valid value as <c>invalid-json</c>, also null when <typeparamref name="T"/> is a class.
    /// </returns>
    public static ISerde<T> Json<T>(JsonTypeInfo<T> typeInfo)
    {
        ArgumentNullException.ThrowIfNull(typeInfo);
        return new JsonSerde<T>(typeInfo);
    }

    /// <summary>Creates a JSON serde that uses reflection.</summary>
    /// <typeparam name="T">The type of the values.</typeparam>
    /// <param name="options">
    /// The serializer options; copied. Default null: <see cref="JsonSerializerDefaults.Web"/> (camel case), with only the characters
    /// escaped that JSON requires.
    /// </param>
    /// <returns>
    /// The serde. It rejects bytes that are not a valid value as <c>invalid-json</c>, also null when <typeparamref name="T"/> is a class.
    /// </returns>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> cannot be serialized as JSON.</exception>
    [RequiresUnreferencedCode("JSON by reflection needs the members of the type. Pass a JsonTypeInfo instead.")]
    [RequiresDynamicCode("JSON by reflection generates code at run time. Pass a JsonTypeInfo instead.")]
    public static ISerde<T> Json<T>(JsonSerializerOptions? options = null)
    {
        var own = new JsonSerializerOptions(options ?? s_defaultJson);
        own.MakeReadOnly(populateMissingResolver: true);
        return new JsonSerde<T>((JsonTypeInfo<T>)own.GetTypeInfo(typeof(T)));
    }
}
