using System.Buffers;

namespace ClickstreamAnalysis;

/// <summary>
/// Clicks that a function makes of the values of another serde: for authors of formats, as <see cref="RegistrySerde{T}"/> is. Thread-safe if the functions
/// are.
/// </summary>
/// <remarks>Reasons of a <see cref="SerdeException"/>: those of the other serde, and <c>mapping</c> for a function that threw.</remarks>
/// <typeparam name="T">The type of the values.</typeparam>
public sealed class MappedClickSerde<T> : ISerde<ClickEvent>, IPreparedSerde
{
    private readonly RegistrySerde<T> _values;
    private readonly Func<T, ClickEvent> _map;
    private readonly Func<ClickEvent, T>? _unmap;
    private readonly string _factory;

    /// <summary>Creates the serde.</summary>
    /// <param name="values">The serde of the values.</param>
    /// <param name="map">Makes a click of a value.</param>
    /// <param name="unmap">Makes a value of a click; null for a serde that only reads.</param>
    /// <param name="factory">The method that users call to create the serde, for messages: <c>ProtobufClicks.From</c>.</param>
    public MappedClickSerde(RegistrySerde<T> values, Func<T, ClickEvent> map, Func<ClickEvent, T>? unmap, string factory)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(map);
        ArgumentException.ThrowIfNullOrEmpty(factory);
        (_values, _map, _unmap, _factory) = (values, map, unmap, factory);
    }

    /// <inheritdoc/>
    public string Name => $"click from {_values.Name}";

    /// <inheritdoc/>
    public ClickEvent Deserialize(ReadOnlySpan<byte> bytes)
    {
        var value = _values.Deserialize(bytes);
        try
        {
            return _map(value);
        }
        catch (Exception error) when (error is not (SerdeException or OutOfMemoryException))
        {
            throw new SerdeException("mapping", $"The function that makes a click of a value of type {typeof(T).Name} threw {error.GetType().Name}.", error);
        }
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The serde only reads, or is not prepared for writing.</exception>
    public void Serialize(in ClickEvent value, IBufferWriter<byte> destination)
    {
        if (_unmap is null)
        {
            throw OnlyReads();
        }

        _values.Serialize(_unmap(value), destination);
    }

    /// <inheritdoc/>
    /// <exception cref="StreamsException">Clicks are to be written and the serde only reads, or the registry does not answer, or refuses.</exception>
    public ValueTask PrepareAsync(SerdeUse use, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(use);
        return use.Writes && _unmap is null
            ? throw new StreamsException($"Clicks are written to topic '{use.Topic}' with the serde '{Name}': {OnlyReads().Message}")
            : _values.PrepareAsync(use, cancellationToken);
    }

    private InvalidOperationException OnlyReads() => new($"The serde only reads: give {_factory} a function that makes a value of a click.");
}
