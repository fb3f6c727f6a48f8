using System.Diagnostics;
using Client = Confluent.Kafka;
using Code = Confluent.Kafka.ErrorCode;
using Requests = Confluent.Kafka.Admin;

namespace ClickstreamAnalysis.Logs.Kafka;

/// <summary>Looks up one offset of a partition, and asks again until the partition's leader answers with an offset.</summary>
internal sealed class OffsetLookup(KafkaErrors errors, string doing, TimeSpan timeout)
{
    private static readonly TimeSpan AskAgain = TimeSpan.FromMilliseconds(20);

    /// <summary>Finds the offset.</summary>
    /// <param name="ask">Sends the request.</param>
    /// <param name="refreshLeader">Makes the client look up the partition's leader again.</param>
    /// <returns>The offset; never negative.</returns>
    /// <exception cref="LogUnavailableException">No leader answered in time.</exception>
    public async Task<long> FindAsync(Func<Task<Requests.ListOffsetsResult>> ask, Func<Task> refreshLeader)
    {
        var waited = Stopwatch.StartNew();
        while (true)
        {
            LogException failure;
            try
            {
                var answer = (await ask().ConfigureAwait(false)).ResultInfos[0].TopicPartitionOffsetError;
                if (answer.Offset.Value >= 0)
                {
                    return answer.Offset.Value;
                }

                // While the leader is dead, the client answers with a special value instead of an offset, and without an error.
                failure = errors.Map(new Client.Error(Code.LeaderNotAvailable), doing);
            }
            catch (Requests.ListOffsetsException e) when (IsLeaderOutdated(e.Result.ResultInfos[0].TopicPartitionOffsetError.Error))
            {
                failure = errors.Map(e.Result.ResultInfos[0].TopicPartitionOffsetError.Error, doing, timeout, e);
            }
            catch (Requests.ListOffsetsException e)
            {
                throw errors.Map(e.Result.ResultInfos[0].TopicPartitionOffsetError.Error, doing, timeout, e);
            }
            catch (LogException e) when (e.InnerException is Client.KafkaException cause && IsLeaderOutdated(cause.Error))
            {
                failure = e;
            }

            if (waited.Elapsed > timeout)
            {
                throw failure;
            }

            await refreshLeader().ConfigureAwait(false);
            await Task.Delay(AskAgain, CancellationToken.None).ConfigureAwait(false);
        }
    }

    // A new leader answers "not available" until it knows how far the old one was acknowledged.
    private static bool IsLeaderOutdated(Client.Error error) => error.Code is
        Code.FencedLeaderEpoch or Code.UnknownLeaderEpoch or Code.NotLeaderForPartition or Code.LeaderNotAvailable or Code.OffsetNotAvailable
        or Code.Local_NoEnt;
}
