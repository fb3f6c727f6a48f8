using ClickstreamAnalysis.Processors;

namespace ClickstreamAnalysis.Processing;

/// <summary>Puts a task together from the nodes of its sub-topology.</summary>
internal sealed class StreamTaskAssembly(StreamTask task) : TaskAssembly
{
    public override NodeContext CreateContext(string nodeName, IReadOnlyCollection<string> storeNames) =>
        new TaskNodeContext(task, nodeName, storeNames);

    public override RecordOutput CreateOutput(OutputTopic topic)
    {
        var (name, partitions) = task.Environment.ResolveOutput(topic);
        return new TaskOutput(task.Environment.Producer, name, partitions, task.Id.Partition);
    }
}
