namespace ClickstreamAnalysis.Runtime.Control;

/// <summary>Notices changes of the application's state. Thread-safe.</summary>
/// <param name="time">The clock.</param>
/// <param name="changed">Called for each change, in their order and with a lock held: it must only queue.</param>
internal sealed class StateTracker(TimeProvider time, Action<StreamsStateChange> changed)
{
    private readonly Lock _lock = new();
    private StreamsState _state = StreamsState.Created;
    private DateTimeOffset _since = time.GetUtcNow();

    /// <summary>Compares the state with the last one.</summary>
    /// <param name="read">Reads the present state.</param>
    /// <returns>The state and when it was entered.</returns>
    public (StreamsState State, DateTimeOffset Since) Refresh(Func<StreamsState> read)
    {
        lock (_lock)
        {
            var state = read();
            if (state != _state)
            {
                var change = new StreamsStateChange(_state, state, time.GetUtcNow());
                (_state, _since) = (state, change.At);
                changed(change);
            }

            return (_state, _since);
        }
    }
}
