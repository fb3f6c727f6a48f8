using System.Buffers;
using System.Collections.Concurrent;

namespace ClickstreamAnalysis.Tests.Runtime;

/// <summary>Texts whose first character names a gate. They cannot be read before it is open.</summary>
internal sealed class GatedSerde : ISerde<string>, IPreparedSerde
{
    private readonly ConcurrentDictionary<char, TaskCompletionSource> _gates = new();
    private readonly ConcurrentBag<SerdeUse> _uses = [];

    /// <summary>What it was prepared for.</summary>
    public IReadOnlyCollection<SerdeUse> Uses => _uses;

    /// <summary>Thrown by the preparation; null for none.</summary>
    public Exception? Failure { get; init; }

    public void Close(char gate) => _gates[gate] = new TaskCompletionSource();

    public void Open(char gate) => _gates[gate].SetResult();

    public ValueTask PrepareAsync(SerdeUse use, CancellationToken cancellationToken)
    {
        _uses.Add(use);
        return Failure is null ? ValueTask.CompletedTask : ValueTask.FromException(Failure);
    }

    public string Deserialize(ReadOnlySpan<byte> bytes)
    {
        var text = Serdes.Utf8.Deserialize(bytes);
        return text.Length > 0 && _gates.TryGetValue(text[0], out var gate) && !gate.Task.IsCompleted
            ? throw new SerdeNotReadyException(() => $"gate {text[0]}", gate.Task)
            : text;
    }

    public void Serialize(in string value, IBufferWriter<byte> destination) => Serdes.Utf8.Serialize(value, destination);
}
