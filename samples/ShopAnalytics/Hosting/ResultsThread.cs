using ShopAnalytics.Results;

namespace ShopAnalytics.Hosting;

/// <summary>Reads results on a thread of its own until told to stop, and then all that is left.</summary>
internal sealed class ResultsThread
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Func<ResultsReader> _open;
    private volatile bool _stopping;
    private volatile bool _readsRest;

    public ResultsThread(Func<ResultsReader> open)
    {
        _open = open;
        new Thread(Run) { IsBackground = true, Name = "results" }.Start();
    }

    /// <summary>Ends with the thread; throws what made it fail.</summary>
    public Task Completion => _done.Task;

    /// <summary>Stops reading.</summary>
    /// <param name="readRest">Whether to read everything first that is committed by now.</param>
    public Task StopAsync(bool readRest)
    {
        _readsRest = readRest;
        _stopping = true;
        return Completion;
    }

    private void Run()
    {
        try
        {
            using var reader = _open();
            while (!_stopping)
            {
                reader.ReadSome();
            }

            if (_readsRest)
            {
                reader.ReadToEnd();
            }

            _done.SetResult();
        }
        catch (Exception e)
        {
            _done.SetException(e);
        }
    }
}
