namespace ClickstreamAnalysis.Records;

/// <summary>The steps of a writer in order, bounded by bytes. Any thread adds, one thread takes.</summary>
internal sealed class WriterQueue(int capacity)
{
    private readonly object _gate = new();
    private readonly Queue<(WriterStep Step, TaskCompletionSource Admitted)> _waiting = [];
    private List<WriterStep> _steps = [];
    private long _bytes;
    private bool _isClosed;

    /// <summary>Adds a step; completes when there is room for it.</summary>
    /// <exception cref="ObjectDisposedException">The queue was closed.</exception>
    public Task AddAsync(WriterStep step, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        TaskCompletionSource admitted;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isClosed, typeof(RecordWriter<,>));
            if (_waiting.Count == 0 && HasRoomFor(step))
            {
                Admit(step);
                return Task.CompletedTask;
            }

            admitted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Enqueue((step, admitted));
        }

        return WaitAsync(admitted, cancellationToken);
    }

    /// <summary>Takes all steps that are there, waiting for the first.</summary>
    /// <returns>An empty list when the queue is closed and nothing is left.</returns>
    public List<WriterStep> Take()
    {
        lock (_gate)
        {
            while (_steps.Count == 0 && !(_isClosed && _waiting.Count == 0))
            {
                Monitor.Wait(_gate);
            }

            var taken = _steps;
            _steps = [];
            return taken;
        }
    }

    /// <summary>Makes room: a step was done.</summary>
    public void Release(long bytes)
    {
        lock (_gate)
        {
            _bytes -= bytes;
            while (_waiting.TryPeek(out var next) && (next.Admitted.Task.IsCompleted || HasRoomFor(next.Step)))
            {
                _waiting.Dequeue();
                if (next.Admitted.TrySetResult())
                {
                    Admit(next.Step);
                }
            }

            Monitor.Pulse(_gate);
        }
    }

    /// <summary>Refuses further steps.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
            Monitor.Pulse(_gate);
        }
    }

    private static async Task WaitAsync(TaskCompletionSource admitted, CancellationToken cancellationToken)
    {
        using (cancellationToken.UnsafeRegister(static (state, token) => ((TaskCompletionSource)state!).TrySetCanceled(token), admitted))
        {
            await admitted.Task.ConfigureAwait(false);
        }
    }

    private bool HasRoomFor(WriterStep step) => _bytes == 0 || _bytes + step.Bytes <= capacity;

    private void Admit(WriterStep step)
    {
        _bytes += step.Bytes;
        _steps.Add(step);
        Monitor.Pulse(_gate);
    }
}
