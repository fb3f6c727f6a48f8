using System.Buffers;

namespace ClickstreamAnalysis.Events;

/// <summary>A serde of clicks in a foreign format, which only reads. A topology that writes with it is refused at the start.</summary>
/// <param name="format">The format, for the name of the serde.</param>
/// <param name="factory">What users call to get the serde, for messages.</param>
internal abstract class ReadOnlyClickSerde(string format, string factory) : ISerde<ClickEvent>, IPreparedSerde
{
    public string Name { get; } = $"click from {format}";

    private string OnlyReads => $"The serde of {factory} only reads: write clicks with ClickEvent.Serde.";

    public abstract ClickEvent Deserialize(ReadOnlySpan<byte> bytes);

    public void Serialize(in ClickEvent value, IBufferWriter<byte> destination) => throw new InvalidOperationException(OnlyReads);

    public ValueTask PrepareAsync(SerdeUse use, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(use);
        return use.Writes
            ? throw new StreamsException($"Clicks are written to topic '{use.Topic}' with the serde '{Name}'. {OnlyReads}")
            : ValueTask.CompletedTask;
    }
}
