using System.Diagnostics;
using Client = Confluent.Kafka;
using Code = Confluent.Kafka.ErrorCode;
using Requests = Confluent.Kafka.Admin;

namespace ClickstreamAnalysis.Logs.Kafka;

/// <summary>Looks up one offset of a partition, and asks again until the partition's leader answers with an offset.</summary>
/// <remarks>
/// While a leader is dead, the client waits for it for as long as it may, and answers then with a special value and no error. So it may
/// wait only for a short time, and is told to look for the new leader in between.
/// </remarks>
internal sealed class OffsetLookup(KafkaErrors errors, string doing, TimeSpan timeout)
{
    private static readonly TimeSpan s_askAgain = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan s_longestAnswer = TimeSpan.FromSeconds(3);

    /// <summary>How long one request may take.</summary>
    public TimeSpan RequestTimeout => timeout < s_longestAnswer ? timeout : s_longestAnswer;

    /// <summary>Finds the offset.</summary>
    /// <param name="ask">Sends the request.</param>
    /// <param name="refreshLeader">Makes the client look up the partition's leader again.</param>
    /// <returns>The offset; never negative.</returns>
    /// <exception cref="RecordLogUnavailableException">No leader answered in time.</exception>
    /// <exception cref="RecordLogException">There is no such partition, or the request was refused.</exception>
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

    // A new leader answers "not available" until it knows how far the old one was acknowledged.
    private static bool IsLeaderOutdated(Client.Error error) => error.Code is
        Code.FencedLeaderEpoch or Code.UnknownLeaderEpoch or Code.NotLeaderForPartition or Code.LeaderNotAvailable or Code.OffsetNotAvailable
        or Code.Local_NoEnt;
}
