using ClickstreamAnalysis.AspNetCore.Dashboard.Contract;
using Microsoft.Extensions.Logging;

namespace ClickstreamAnalysis.AspNetCore.Dashboard.Feed;

/// <summary>Opens and closes the sample of clicks with the dashboards. Belongs to the feed.</summary>
internal sealed class ClickSampler(ClickstreamApplication application, IRecordLog log, ClickstreamDashboardOptions options, ILogger logger)
{
    private Dictionary<int, long?> _streamTimes = [];
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
                _tail = new ClickTail(log, topic, description.Partitions, new ClickJudge(options.ClickSerde ?? ClickEvent.Serde, current.Options, options.LateAfter, partition => _streamTimes.GetValueOrDefault(partition)));
            }

            // Once for the whole sample, not for each click.
            _streamTimes = StreamTimesOf(current, topic);

            // The consumer blocks while it polls.
            return _tail is { } tail ? await Task.Run(tail.Read).ConfigureAwait(false) : null;
        }
        catch (Exception error) when (error is RecordLogException or ObjectDisposedException)
        {
            DashboardLog.SampleMissing(logger, application.Name, topic, error);
            Stop();
            return null;
        }
    }

    public void Stop()
    {
        _tail?.Dispose();
        _tail = null;
    }

    private static Dictionary<int, long?> StreamTimesOf(StreamsApplication current, string topic) => current.Describe().Threads
        .SelectMany(static thread => thread.Tasks)
        .SelectMany(static task => task.Inputs, static (task, input) => (input.Topic, input.Partition, Time: task.StreamTime?.ToUnixTimeMilliseconds()))
        .Where(input => input.Topic == topic)
        .DistinctBy(static input => input.Partition)
        .ToDictionary(static input => input.Partition, static input => input.Time);
}
