using ClickstreamAnalysis.Processing.Repartitioning;
using ClickstreamAnalysis.Topologies;

namespace ClickstreamAnalysis.Processing.Tasks;

/// <summary>Creates the receivers of a task from the nodes of its sub-topology.</summary>
internal sealed class StreamTaskAssembly(StreamTask task, SubTopology subTopology) : TaskAssembly
{
    public override OperatorFailures Failures => task.Failures;

    public override NodeContext CreateContext(string nodeName, IReadOnlyCollection<string> storeNames) =>
        new TaskNodeContext(task, SiteOf(nodeName), nodeName, storeNames);

    public override OutputGuard CreateGuard(string nodeName, OutputTopic topic) =>
        task.Rejected.GuardOf(nodeName, task.Environment.ResolveOutput(topic).Name);

    public override long? InputDelayMs(object node) => subTopology.DelayBefore((GraphNode)node) is { IsHeld: false } delay ? delay.DelayMs : null;

    public override RecordOutput CreateOutput(OutputTopic topic)
    {
        var (name, partitions) = task.Environment.ResolveOutput(topic);
        if (!topic.IsInternal)
        {
            return new TopicOutput(task.Environment.Producer, name, partitions, task.Id.Partition);
        }

        var pace = new MarkerPace(task.Environment.UpstreamOf(name).Tasks, partitions);
        var output = new RepartitionOutput(task, name, partitions, subTopology.DelayOf(topic), pace);
        task.Time.Outputs.Add(output);
        return output;
    }
}
