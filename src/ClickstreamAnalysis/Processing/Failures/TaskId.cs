namespace ClickstreamAnalysis.Processing.Failures;

/// <summary>One sub-topology on one partition.</summary>
internal readonly record struct TaskId(int SubTopology, int Partition) : IComparable<TaskId>
{
    public int CompareTo(TaskId other) =>
        SubTopology != other.SubTopology ? SubTopology.CompareTo(other.SubTopology) : Partition.CompareTo(other.Partition);

    public override string ToString() => $"{SubTopology}_{Partition}";
}
