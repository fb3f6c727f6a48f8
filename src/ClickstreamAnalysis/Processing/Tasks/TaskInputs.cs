using ClickstreamAnalysis.Processing.Repartitioning;
using ClickstreamAnalysis.Topologies;

namespace ClickstreamAnalysis.Processing.Tasks;

/// <summary>Creates the inputs of a task, and the clocks that its stream time follows.</summary>
internal static class TaskInputs
{
    public static TaskInput[] Create(StreamTask task, SubTopology subTopology)
    {
        var environment = task.Environment;
        var sources = subTopology.Sources;
        var topics = sources.Select(source => source.IsInternal ? environment.InternalTopic(source.Topic) : source.Topic).ToArray();
        var writers = sources.Select((source, i) => source.IsInternal ? environment.UpstreamOf(topics[i]) : (Upstream?)null).ToArray();
        if (sources.Count > 1 || writers[0] is not null)
        {
            task.Time.Upstreams = new UpstreamTimes(task.Clock, writers.Sum(writer => writer?.Tasks ?? 1));
        }

        var assembly = new StreamTaskAssembly(task, subTopology);
        var inputs = new TaskInput[sources.Count];
        for (int i = 0, first = 0; i < inputs.Length; first += inputs[i++].UpstreamCount)
        {
            var clock = task.Time.Upstreams is null ? task.Clock : writers[i] is null ? ClockOf(task.Time, first) : null;
            inputs[i] = new TaskInput(new(topics[i], task.Id.Partition), writers[i], first, Create(task, assembly, sources[i], clock)) { SourceName = sources[i].Name };
        }

        return inputs;
    }

    private static SourceReceiver Create(StreamTask task, StreamTaskAssembly assembly, SourceNode source, TaskClock? clock)
    {
        try
        {
            return source.Create(assembly, clock);
        }
        catch (Exception error) when (!StreamTask.IsEngineFailure(error) && task.Failures.OperatorOf(error) is not null)
        {
            throw new OperatorException(task.Failures.OperatorOf(error)!, task.Name, "it was initialized", error);
        }
    }

    // A task with one input that is not internal follows its event times directly. Records of a repartition topic carry stream time.
    private static TaskClock ClockOf(TaskTime time, int upstream) => new(timeMs => time.Follow(upstream, timeMs, isQuiet: false));
}
