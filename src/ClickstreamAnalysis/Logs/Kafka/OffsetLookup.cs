using System.Diagnostics;
using ClickstreamAnalysis.Logs.Kafka.Clients;
using Client = Confluent.Kafka;
using Code = Confluent.Kafka.ErrorCode;
using Requests = Confluent.Kafka.Admin;

namespace ClickstreamAnalysis.Logs.Kafka;

/// <summary>Looks up one offset of a partition, and retries until the partition's leader returns an offset.</summary>
/// <remarks>
/// While a leader is down, the client waits for the full request timeout, and then returns a special value without an error. So each
/// request has a short timeout, and the leader is refreshed between requests.
/// </remarks>
internal sealed class OffsetLookup(KafkaErrors errors, string doing, TimeSpan timeout)
{
    private static readonly TimeSpan s_askAgain = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan s_longestAnswer = TimeSpan.FromSeconds(3);

    /// <summary>How long one request may take.</summary>
    public TimeSpan RequestTimeout => timeout < s_longestAnswer ? timeout : s_longestAnswer;

    /// <summary>Finds the offset.</summary>
    /// <param name="ask">Sends the request.</param>
    /// <param name="refreshLeader">Makes the client refresh the partition's leader.</param>
    /// <returns>The offset; never negative.</returns>
    /// <exception cref="RecordLogUnavailableException">No leader answered in time.</exception>
    /// <exception cref="RecordLogException">The partition does not exist, or the request was refused.</exception>
    public async Task<long> FindAsync(Func<Task<Requests.ListOffsetsResult>> ask, Func<Task> refreshLeader)
    {
        var waited = Stopwatch.StartNew();
        for (var isFirst = true; ; isFirst = false)
        {
            RecordLogException failure;
            try
            {
                if (!isFirst)
                {
                    await refreshLeader().ConfigureAwait(false);
                    await Task.Delay(s_askAgain, CancellationToken.None).ConfigureAwait(false);
                }

                var answer = (await ask().ConfigureAwait(false)).ResultInfos[0].TopicPartitionOffsetError;
                if (answer.Offset.Value >= 0)
                {
                    return answer.Offset.Value;
                }

                failure = errors.Map(new Client.Error(Code.LeaderNotAvailable), doing);
            }
            catch (Requests.ListOffsetsException e)
            {
                var error = e.Result.ResultInfos[0].TopicPartitionOffsetError.Error;
                failure = errors.Map(error, doing, timeout, e);
                if (!IsLeaderOutdated(error) && failure is not RecordLogUnavailableException)
                {
                    throw failure;
                }
            }
            catch (RecordLogException e) when (e is RecordLogUnavailableException || (e.InnerException is Client.KafkaException cause && IsLeaderOutdated(cause.Error)))
            {
                failure = e;
            }

            if (waited.Elapsed > timeout)
            {
                throw failure;
            }
        }
    }

    // A new leader answers "not available" until it knows the high watermark.
    private static bool IsLeaderOutdated(Client.Error error) => error.Code is
        Code.FencedLeaderEpoch or Code.UnknownLeaderEpoch or Code.NotLeaderForPartition or Code.LeaderNotAvailable or Code.OffsetNotAvailable
        or Code.Local_NoEnt;
}
