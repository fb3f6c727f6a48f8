namespace ClickstreamAnalysis.Benchmarks.Load;

/// <summary>Removes what an application has done from its input, so that a run of hours does not fill the disk.</summary>
internal sealed class TopicPurge : IDisposable
{
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(15);

    private readonly CancellationTokenSource _stop = new();
    private readonly Thread _thread;

    public TopicPurge(IRecordLog log, string group, string topic, int partitions)
    {
        _thread = new Thread(() => Run(log, group, topic, partitions)) { IsBackground = true, Name = "topic-purge" };
        _thread.Start();
    }

    public void Dispose()
    {
        _stop.Cancel();
        _thread.Join();
        _stop.Dispose();
    }

    private void Run(IRecordLog log, string group, string topic, int partitions)
    {
        using var progress = new GroupProgress(log, group, topic, partitions);
        while (!_stop.Token.WaitHandle.WaitOne(s_interval))
        {
            try
            {
                foreach (var (partition, next) in progress.Committed())
                {
                    log.Admin.DeleteRecordsAsync(new TopicPartitionOffset(partition, next), _stop.Token).GetAwaiter().GetResult();
                }
            }
            catch (RecordLogException e)
            {
                // What is not removed now is removed with the next; a log that is really broken shows in the load itself.
                Console.Error.WriteLine($"… {topic} was not purged: {e.Message}");
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }
}
