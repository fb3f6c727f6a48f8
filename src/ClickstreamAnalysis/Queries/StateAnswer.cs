using System.Diagnostics.CodeAnalysis;

namespace ClickstreamAnalysis;

/// <summary>The answer to a question about one key: a value, that there is none, or why it cannot be told here and now.</summary>
/// <typeparam name="T">The type of the value.</typeparam>
public readonly struct StateAnswer<T>
{
    private readonly T? _value;
    private readonly string? _store;

    internal StateAnswer(StateAnswerStatus status, T? value, StatePosition? position, int? partition, string store)
    {
        Status = status;
        _value = value;
        Position = position;
        Partition = partition;
        _store = store;
    }

    /// <summary>Whether there is a value, and if it is unknown, why.</summary>
    public StateAnswerStatus Status { get; }

    /// <summary>Whether there is a value.</summary>
    public bool IsFound => Status == StateAnswerStatus.Found;

    /// <summary>How far the state was that answered; null when the answer is unknown.</summary>
    public StatePosition? Position { get; }

    /// <summary>
    /// The partition that the key belongs to by Kafka's default partitioner; null when the number of partitions is not known yet.
    /// </summary>
    public int? Partition { get; }

    /// <summary>The value.</summary>
    /// <exception cref="StateQueryException">There is none; the message says why, and what to do.</exception>
    public T Value => IsFound ? _value! : throw new StateQueryException($"There is no value: {this}");

    /// <summary>Gets the value.</summary>
    /// <param name="value">The value; the type's default when there is none.</param>
    /// <returns>Whether there is a value.</returns>
    public bool TryGet([MaybeNullWhen(false)] out T value)
    {
        value = _value;
        return IsFound;
    }

    /// <summary>The status in one sentence, with what to do when the answer is unknown. Contains neither key nor value.</summary>
    /// <returns>The sentence.</returns>
    public override string ToString() => Status switch
    {
        StateAnswerStatus.Found => $"The store '{_store}' has a value for the key.",
        StateAnswerStatus.NotFound => $"The store '{_store}' has no value for the key.",
        StateAnswerStatus.Restoring => $"Partition {Partition} of the store '{_store}' is being restored on this instance. Ask again soon.",
        StateAnswerStatus.NotHere => $"This instance does not have partition {Partition} of the store '{_store}'. Ask the instance that has it, or ask again soon if there is only one.",
        _ => $"The store '{_store}' cannot be read because the application does not run. Ask again when StreamsApplication.State is Running.",
    };

    internal StateAnswer<TOther> AsNotFound<TOther>() => new(StateAnswerStatus.NotFound, default, Position, Partition, _store!);

    internal StateAnswer<TOther> Select<TOther>(Func<T, TOther> convert) =>
        new(Status, IsFound ? convert(_value!) : default, Position, Partition, _store!);
}
