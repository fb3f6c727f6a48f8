using System.Buffers;
using System.Text;
using ClickstreamAnalysis;
using ClickstreamAnalysis.Logs;

namespace ShopAnalytics.Feeding;

/// <summary>Stores the progress of each source, in the same transactions as the clicks themselves.</summary>
internal sealed class ProgressTopic(string topic)
{
    private static readonly ISerde<Entry> s_serde = Serdes.Json<Entry>();

    /// <summary>Reads the last committed progress of a source; null without progress, or when cancelled.</summary>
    /// <exception cref="RecordLogUnavailableException">The topic could not be read in time.</exception>
    /// <exception cref="FeedException">The progress belongs to another input of the same name.</exception>
    public FeedProgress? Read(IRecordLog log, IClickSource source, TimeSpan timeout, TimeProvider clock, CancellationToken stop)
    {
        using var limit = new CancellationTokenSource(timeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stop);
        Entry? newest = null;
        try
        {
            var reader = log.CreateReader(topic, Serdes.Utf8, s_serde, new ReaderOptions { ClientId = "shop-progress", Timeout = timeout, TimeProvider = clock });
            newest = reader.ToBlockingEnumerable(either.Token).LastOrDefault(record => record.Key == source.Name && record.Value is not null).Value;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return null;
        }
        catch (OperationCanceledException)
        {
            throw new RecordLogUnavailableException(
                $"The progress in {topic} of {log.Description} could not be read to its end within {timeout.TotalSeconds:0} s. Check that the broker is up and that no transaction is open there.");
        }

        if (newest is not { } entry)
        {
            return null;
        }

        return entry.Source == source.Fingerprint
            ? new FeedProgress(entry.Records, entry.LastMs)
            : throw new FeedException(
                $"{log.Description} holds {entry.Records} records of another input named '{source.Name}', and mixing the two would corrupt the results. "
                + "Use another --state directory, or another --application-id, for this one.");
    }

    /// <summary>Adds progress to the open transaction.</summary>
    public void Write(ILogProducer producer, IClickSource source, FeedProgress progress, long nowMs)
    {
        var value = new ArrayBufferWriter<byte>();
        s_serde.Serialize(new Entry(progress.Records, progress.LastMs, source.Fingerprint), value);
        producer.Produce(new RawRecord(topic, 0, -1, nowMs, Encoding.UTF8.GetBytes(source.Name), true, value.WrittenSpan, true));
    }

    private sealed record Entry(long Records, long LastMs, string Source);
}
