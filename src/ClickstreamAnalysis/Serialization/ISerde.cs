using System.Buffers;
using ClickstreamAnalysis.Serialization;

namespace ClickstreamAnalysis;

/// <summary>Turns values of one type into bytes and back: the serialiser and deserialiser of a key or a value.</summary>
/// <remarks>
/// Implementations must be thread-safe: one instance serves every task. Both directions work on spans, so that nothing needs
/// to be copied on the way. A null key or value of a record never reaches a serde; the engine treats it before.
/// </remarks>
/// <typeparam name="T">The type of the values.</typeparam>
public interface ISerde<T>
{
    /// <summary>
    /// Names the format of the bytes. An application does not start on state whose serdes had other names, so the name changes when
    /// the bytes do, and only then. Default: the name of the class with its type arguments, without assemblies and versions.
    /// </summary>
    string Name => SerdeName.Of(GetType());

    /// <summary>Reads one value from all of <paramref name="bytes"/>.</summary>
    /// <param name="bytes">The bytes of exactly one value; valid only during the call.</param>
    /// <returns>The value.</returns>
    /// <exception cref="SerdeException">The bytes are not a value of this type. Any other exception is treated alike.</exception>
    T Deserialize(ReadOnlySpan<byte> bytes);

    /// <summary>Appends the bytes of <paramref name="value"/> to <paramref name="destination"/>.</summary>
    /// <param name="value">The value to write.</param>
    /// <param name="destination">Where the bytes go.</param>
    void Serialize(in T value, IBufferWriter<byte> destination);
}
