using ClickstreamAnalysis.Logs;

namespace ClickstreamAnalysis.Records;

/// <summary>Repeats requests that a log does not answer, with growing pauses, until they succeed or the time is up.</summary>
/// <param name="log">The log, for messages.</param>
/// <param name="doing">The purpose of the requests, for messages: "create topic 'clicks'".</param>
/// <param name="timeout">How long all of them may take together.</param>
/// <param name="time">The clock.</param>
internal sealed class Attempts(IRecordLog log, string doing, TimeSpan timeout, TimeProvider time)
{
    private static readonly TimeSpan s_firstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(2);

    private readonly long _started = time.GetTimestamp();

    /// <summary>Sends a request until it is answered.</summary>
    /// <exception cref="RecordLogUnavailableException">It was not answered in time.</exception>
    public async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> request, CancellationToken cancellationToken)
    {
        var pause = s_firstPause;
        RecordLogUnavailableException? last = null;
        while (true)
        {
            using var limit = new CancellationTokenSource(Longer(Left, TimeSpan.FromMilliseconds(1)), time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
            try
            {
                return await request(either.Token).ConfigureAwait(false);
            }
            catch (RecordLogUnavailableException e)
            {
                last = e;
            }
            catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
            {
                throw TimedOut(last);
            }

            if (Left <= TimeSpan.Zero)
            {
                throw TimedOut(last);
            }

            await Task.Delay(pause < Left ? pause : Longer(Left, TimeSpan.FromMilliseconds(1)), time, cancellationToken).ConfigureAwait(false);
            pause = pause * 2 < s_longestPause ? pause * 2 : s_longestPause;
        }
    }

    /// <summary>Describes a topic that must exist.</summary>
    /// <exception cref="TopicNotFoundException">It does not.</exception>
    /// <exception cref="RecordLogUnavailableException">The request was not answered in time.</exception>
    public async Task<TopicDescription> FindTopicAsync(string topic, CancellationToken cancellationToken) =>
        await RunAsync(token => log.Admin.DescribeTopicAsync(topic, token), cancellationToken).ConfigureAwait(false)
        ?? throw new TopicNotFoundException(
            $"Could not {doing}: it does not exist in the log at {log.Description}. Create it with CreateTopicAsync, or correct its name.")
        {
            Topic = topic,
        };

    private TimeSpan Left => timeout - time.GetElapsedTime(_started);

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;

    private RecordLogUnavailableException TimedOut(RecordLogUnavailableException? last)
    {
        var reason = last?.Message ?? log.LastError;
        return new RecordLogUnavailableException(
            $"Could not {doing}: the log at {log.Description} did not answer within {timeout.TotalSeconds:0.###} s. Check that the address is right and the log is up, "
            + $"or allow more time.{(reason is null ? "" : $" The last error: {reason}")}",
            last);
    }
}
