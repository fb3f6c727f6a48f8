using ClickstreamAnalysis;
using Microsoft.Extensions.Logging;
using ShopAnalytics.Results;

namespace ShopAnalytics.Hosting;

/// <summary>Reads results on a thread of its own, and the remaining ones when it is stopped. Waits for a log that is unavailable.</summary>
internal sealed class ResultsThread
{
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);

    private readonly TaskCompletionSource<bool> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ManualResetEventSlim _stop = new(false);
    private readonly Func<ResultsReader> _open;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private TimeSpan? _limit;
    private long _stoppedAt;

    public ResultsThread(Func<ResultsReader> open, TimeProvider clock, ILogger logger)
    {
        (_open, _clock, _logger) = (open, clock, logger);
        new Thread(Run) { IsBackground = true, Name = "results" }.Start();
    }

    /// <summary>Ends with the thread and throws its failure. The result says whether every committed result was read.</summary>
    public Task<bool> Completion => _done.Task;

    /// <summary>Stops reading.</summary>
    /// <param name="limit">The time for reading what is committed by now; null for none.</param>
    public Task<bool> StopAsync(TimeSpan? limit)
    {
        (_limit, _stoppedAt) = (limit, _clock.GetTimestamp());
        _stop.Set();
        return Completion;
    }

    private void Run()
    {
        ResultsReader? reader = null;
        try
        {
            while (!_stop.IsSet)
            {
                Try(() => (reader ??= _open()).ReadSome());
            }

            var isAll = false;
            while (!isAll && _limit - _clock.GetElapsedTime(_stoppedAt) is { } left && left > TimeSpan.Zero)
            {
                Try(() => isAll = (reader ??= _open()).ReadToEnd(left, _clock));
            }

            reader?.Dispose();
            _done.SetResult(isAll);
        }
        catch (Exception e)
        {
            reader?.Dispose();
            _done.SetException(e);
        }
    }

    private void Try(Action read)
    {
        try
        {
            read();
        }
        catch (RecordLogUnavailableException e)
        {
            // A position that was not committed is part of the next commit.
            _logger.ResultsUnavailable(e.Message);
            _stop.Wait(s_pause);
        }
    }
}
