using System.Buffers;
using ClickstreamAnalysis.Serialization;

namespace ClickstreamAnalysis;

/// <summary>Serializes and deserializes the keys or values of one type.</summary>
/// <remarks>
/// Implementations must be thread-safe: all tasks share one instance. Both directions use spans to avoid copies. The engine handles
/// null keys and values itself and never passes them to a serde.
/// </remarks>
/// <typeparam name="T">The type of the values.</typeparam>
public interface ISerde<T>
{
    /// <summary>
    /// The name of the byte format. An application does not start with state that was written under another serde name, so change the
    /// name when the bytes change, and only then. Default: the class name with its type arguments, without assemblies and versions.
    /// </summary>
    string Name => SerdeName.Of(GetType());

    /// <summary>Deserializes one value from all of <paramref name="bytes"/>.</summary>
    /// <param name="bytes">The bytes of exactly one value; valid only during the call.</param>
    /// <returns>The value.</returns>
    /// <exception cref="SerdeException">The bytes are not a value of this type. Any other exception is treated the same way.</exception>
    T Deserialize(ReadOnlySpan<byte> bytes);

    /// <summary>Appends the bytes of <paramref name="value"/> to <paramref name="destination"/>.</summary>
    /// <param name="value">The value to write.</param>
    /// <param name="destination">The buffer to append to.</param>
    void Serialize(in T value, IBufferWriter<byte> destination);
}
