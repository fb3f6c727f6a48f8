using ClickstreamAnalysis.Protobuf;
using Google.Protobuf;

namespace ClickstreamAnalysis;

/// <summary>Serdes for Protobuf behind a Schema Registry, for keys and values. All are thread-safe.</summary>
/// <remarks>
/// <para>
/// The bytes are those of Confluent's serializers: a zero byte, the id of the schema, the position of the message in its file, and the message. Fields are
/// matched by number, so no schema is fetched for reading; fields that the class does not have are kept and written again.
/// </para>
/// <para>
/// The registered schema is the file of the message. Files that it imports, other than those of Google, must be registered before and named in
/// <see cref="RegistryOptions.References"/>.
/// </para>
/// <para>
/// Reasons of a <see cref="SerdeException"/>: <c>frame-too-short</c>, <c>wrong-magic-byte</c>, <c>schema-guid</c>, <c>invalid-message-index</c>,
/// <c>message-type</c>, <c>invalid-protobuf</c>; when writing <c>invalid-value</c>.
/// </para>
/// </remarks>
public static class ProtobufSerdes
{
    /// <summary>Creates a serde for a generated message.</summary>
    /// <remarks>
    /// A record is refused when its message has another position in its file than <typeparamref name="T"/> has: append new messages to a file, and leave
    /// the others where they are.
    /// </remarks>
    /// <typeparam name="T">The class that <c>protoc</c> generated.</typeparam>
    /// <param name="registry">The registry.</param>
    /// <returns>The serde.</returns>
    public static ISerde<T> Message<T>(SchemaRegistrySession registry)
        where T : class, IMessage<T>, new()
    {
        ArgumentNullException.ThrowIfNull(registry);
        return new ProtobufSerde<T>(registry);
    }
}
