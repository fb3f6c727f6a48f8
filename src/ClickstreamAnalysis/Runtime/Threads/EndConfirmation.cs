using ClickstreamAnalysis.Logs;
using ClickstreamAnalysis.Processing.Tasks;

namespace ClickstreamAnalysis.Runtime.Threads;

/// <summary>
/// Confirms with the log that an idle input has been read to its end. A consumer cannot tell that: while the leader of a partition is gone, it
/// receives nothing, and the last end that it knew stays the last.
/// </summary>
/// <param name="consumer">The thread's consumer, which is asked without waiting.</param>
internal sealed class EndConfirmation(ILogConsumer consumer)
{
    /// <summary>Keeps the requests few when all partitions of a large topic become idle at once.</summary>
    private const int MostQueries = 100;

    // Beyond that the leader was away, and the producers need time, too, to write what they could not.
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(2);

    private readonly List<Task> _queries = [];

    /// <summary>
    /// Whether the log has confirmed the end since the last record. Otherwise asks, and starts the input's time without records anew when the log
    /// cannot answer.
    /// </summary>
    /// <param name="input">An input that has been read to the end, as far as the consumer knows.</param>
    /// <param name="turnTicks">The time of this turn, as a timestamp of the application's clock.</param>
    public bool IsConfirmed(TaskInput input, long turnTicks)
    {
        if (consumer.Position(input.Partition) is not { } position)
        {
            return false;
        }

        if (input.ConfirmedEnd == position)
        {
            return true;
        }

        if (input.EndQuery is not { } query || query.Position != position)
        {
            if (!CanAsk())
            {
                return false;
            }

            query = new EndQuery(position, AskAsync(input.Partition));
            input.EndQuery = query;
            _queries.Add(query.End);
        }

        if (!query.End.IsCompleted)
        {
            return false;
        }

        input.EndQuery = null;
        switch (query.End.GetAwaiter().GetResult())
        {
            case null:
                input.LastRecordTicks = turnTicks;
                return false;
            case { } end when end > position:
                return false; // it will be delivered, or its transaction is still open
            default:
                input.ConfirmedEnd = position;
                return true;
        }
    }

    private bool CanAsk()
    {
        _queries.RemoveAll(static query => query.IsCompleted);
        return _queries.Count < MostQueries;
    }

    private async Task<long?> AskAsync(TopicPartition partition)
    {
        try
        {
            return await consumer.QueryEndAsync(partition, s_timeout).ConfigureAwait(false);
        }
        catch (Exception error) when (error is RecordLogException or ObjectDisposedException)
        {
            return null;
        }
    }
}
