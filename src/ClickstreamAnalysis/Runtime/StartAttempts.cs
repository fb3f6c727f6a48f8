using ClickstreamAnalysis.Runtime.Descriptions;
using ClickstreamAnalysis.Runtime.Options;
using ClickstreamAnalysis.Runtime.Planning;

namespace ClickstreamAnalysis.Runtime;

/// <summary>
/// Repeats the first requests to the log, with growing pauses, until it answers and its topics are settled, or <see cref="StreamsOptions.StartTimeout"/> has passed.
/// </summary>
internal sealed class StartAttempts(IRecordLog log, StreamsOptions options, Notices notices, WaitBoard waits)
{
    private static readonly TimeSpan s_firstPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(10);

    // Brokers learn of new topics within a second or so, also busy ones. After this time a missing topic is gone.
    private static readonly TimeSpan s_lossPatience = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan s_longestReportInterval = TimeSpan.FromSeconds(5);

    private readonly TimeProvider _time = options.TimeProvider;
    private readonly long _started = options.TimeProvider.GetTimestamp();

    /// <summary>The interval for reports of an attempt without an answer.</summary>
    private readonly TimeSpan _reportInterval =
        options.StartTimeout > TimeSpan.Zero && options.StartTimeout / 4 < s_longestReportInterval ? options.StartTimeout / 4 : s_longestReportInterval;

    /// <summary>Runs the attempts.</summary>
    /// <param name="attempt">One attempt. Its token cancels it when the time is over.</param>
    /// <param name="cancellationToken">Cancels all attempts.</param>
    /// <exception cref="StreamsException">The log did not answer in time; the message has the last reason. Or topics are gone.</exception>
    public async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> attempt, CancellationToken cancellationToken)
    {
        try
        {
            return await RepeatAsync(attempt, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            waits.End(WaitReason.Broker, log.Description);
        }
    }

    private async Task<T> RepeatAsync<T>(Func<CancellationToken, Task<T>> attempt, CancellationToken cancellationToken)
    {
        RecordLogException? last = null;
        long? missingSince = null;
        var pause = s_firstPause;
        while (true)
        {
            // With a timeout of zero there is one attempt, limited by the request timeout.
            using var limit = options.StartTimeout == TimeSpan.Zero ? new CancellationTokenSource() : new CancellationTokenSource(Left(), _time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
            try
            {
                return await WatchedAsync(attempt(either.Token)).ConfigureAwait(false);
            }
            catch (RecordLogException error) when (error is RecordLogUnavailableException or UnsettledTopicsException)
            {
                last = error;
                missingSince = error is UnsettledTopicsException { Loss: not null } ? missingSince ?? _time.GetTimestamp() : null;
            }
            catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
            {
                throw TimedOut(last);
            }

            var left = missingSince is { } since && s_lossPatience - _time.GetElapsedTime(since) is var patience && patience < Left() ? patience : Left();
            if (left <= pause)
            {
                throw TimedOut(last);
            }

            var obstacle = last is not UnsettledTopicsException unsettled ? $"{log.Description} cannot be reached"
                : unsettled.Loss is null ? $"Topics on {log.Description} are still being created"
                : $"Topics on {log.Description} are gone or not visible yet";
            Note($"{obstacle}: {last.Message}");
            notices.Warn($"{obstacle}, trying again in {pause.TotalSeconds:0.#} s, for {left.TotalSeconds:0} s more: {last.Message}");
            await Task.Delay(pause, _time, cancellationToken).ConfigureAwait(false);
            pause = pause * 2 < s_longestPause ? pause * 2 : s_longestPause;
        }
    }

    private TimeSpan Left()
    {
        var left = options.StartTimeout - _time.GetElapsedTime(_started);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    private async Task<T> WatchedAsync<T>(Task<T> attempt)
    {
        using var done = new CancellationTokenSource();
        while (!attempt.IsCompleted
            && await Task.WhenAny(attempt, Task.Delay(_reportInterval, _time, done.Token)).ConfigureAwait(false) != attempt)
        {
            Note($"{log.Description} does not answer.{Reason}");
            notices.Warn($"{log.Description} has not answered for {_time.GetElapsedTime(_started).TotalSeconds:0} s, waiting for {Left().TotalSeconds:0} s more.{Reason}");
        }

        await done.CancelAsync().ConfigureAwait(false);
        return await attempt.ConfigureAwait(false);
    }

    private void Note(string text) => waits.Note(WaitReason.Broker, log.Description, text, _time.GetElapsedTime(_started));

    private StreamsException TimedOut(RecordLogException? last)
    {
        if (last is UnsettledTopicsException { Loss: { } loss })
        {
            return loss;
        }

        var limit = $"within {options.StartTimeout.TotalSeconds:0.#} s (StreamsOptions.StartTimeout)";
        return new StreamsException(
            last is UnsettledTopicsException
                ? $"Topics on {log.Description} did not become visible {limit}: if its brokers are slow, raise the timeout. The last answer: {last.Message}"
                : $"{log.Description} could not be reached {limit}: is the address right, and is it running?{(last is null ? Reason : $" The last answer: {last.Message}")}",
            last)
        { IsTransient = true };
    }

    private string Reason => log.LastError is { } reason ? $" The last error: {reason}" : "";
}
