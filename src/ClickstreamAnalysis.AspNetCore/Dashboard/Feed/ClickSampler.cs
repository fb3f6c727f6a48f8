using ClickstreamAnalysis.AspNetCore.Dashboard.Contract;
using Microsoft.Extensions.Logging;

namespace ClickstreamAnalysis.AspNetCore.Dashboard.Feed;

/// <summary>Opens and closes the sample of clicks with the dashboards. Belongs to the feed.</summary>
internal sealed class ClickSampler(ClickstreamApplication application, IRecordLog log, ClickstreamDashboardOptions options, ILogger logger)
{
    private ClickTail? _tail;

    /// <summary>Reads a sample; null when there is none now.</summary>
    public async Task<Clicks?> ReadAsync()
    {
        if (application.State is not StreamsState.Running)
        {
            return null;
        }

        var current = application.Current;
        var topic = options.ClickTopic ?? (current.Topology.InputTopics is [var first, ..] ? first : null);
        if (topic is null)
        {
            return null;
        }

        try
        {
            if (_tail is null && await log.Admin.DescribeTopicAsync(topic).ConfigureAwait(false) is { } description)
            {
                _tail = new ClickTail(log, topic, description.Partitions, new ClickJudge(options.ClickSerde ?? ClickEvent.Serde, current.Options, options.LateAfter, partition => StreamTimeOf(topic, partition)));
            }

            // The consumer blocks while it polls.
            return _tail is { } tail ? await Task.Run(tail.Read).ConfigureAwait(false) : null;
        }
        catch (Exception error) when (error is RecordLogException or ObjectDisposedException)
        {
            DashboardLog.SampleMissing(logger, application.Name, topic, error.Message);
            Stop();
            return null;
        }
    }

    public void Stop()
    {
        _tail?.Dispose();
        _tail = null;
    }

    private long? StreamTimeOf(string topic, int partition) => application.Current.Describe().Threads
        .SelectMany(static thread => thread.Tasks)
        .FirstOrDefault(task => task.Inputs.Any(input => input.Topic == topic && input.Partition == partition))?.StreamTime?.ToUnixTimeMilliseconds();
}
