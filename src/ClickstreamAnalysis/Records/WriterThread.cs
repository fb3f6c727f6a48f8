namespace ClickstreamAnalysis.Records;

/// <summary>Takes what a writer's callers hand over, and writes it from one thread: everything that is there at once is one batch.</summary>
internal sealed class WriterThread(IRecordLog log, string topic, WriterOptions options)
{
    private readonly WriterQueue _queue = new(options.QueueBytes);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _isStarted;

    public string Topic => topic;

    public Task EnqueueAsync(WriterStep step, CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _isStarted, 1) == 0)
        {
            new Thread(Run) { IsBackground = true, Name = $"{options.ClientId}-{topic}" }.Start();
        }

        return _queue.AddAsync(step, cancellationToken);
    }

    /// <summary>Runs a step behind everything that was handed over before.</summary>
    public async Task RunAsync(Action<Writing> run)
    {
        var step = new TransactionStep(run);
        await EnqueueAsync(step, CancellationToken.None).ConfigureAwait(false);
        await step.Done.ConfigureAwait(false);
    }

    public Task StopAsync()
    {
        _queue.Close();
        if (Interlocked.Exchange(ref _isStarted, 1) == 0)
        {
            _ended.SetResult();
        }

        return _ended.Task;
    }

    private void Run()
    {
        var writing = new Writing(log, topic, options);
        while (_queue.Take() is { Count: > 0 } steps)
        {
            try
            {
                writing.Write(steps);
            }
            catch (Exception e)
            {
                steps.ForEach(step => step.Fail(e));
            }

            _queue.Release(steps.Sum(static step => (long)step.Bytes));
        }

        try
        {
            writing.Dispose();
            _ended.SetResult();
        }
        catch (Exception e)
        {
            _ended.SetException(e);
        }
    }
}
