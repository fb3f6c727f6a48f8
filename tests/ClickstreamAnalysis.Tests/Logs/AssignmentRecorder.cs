using ClickstreamAnalysis.Logs;

namespace ClickstreamAnalysis.Tests.Logs;

/// <summary>Keeps the assignment as its callbacks tell it, and fails on callbacks that do not fit together.</summary>
internal sealed class AssignmentRecorder : IAssignmentListener
{
    private readonly HashSet<TopicPartition> _held = [];

    public Action<IReadOnlyCollection<TopicPartition>>? WhenAssigned { get; set; }

    public Action<IReadOnlyCollection<TopicPartition>>? WhenRevoked { get; set; }

    public IReadOnlyCollection<TopicPartition> Held => _held;

    public int RevokedCalls { get; private set; }

    public int LostCalls { get; private set; }

    public void OnAssigned(IReadOnlyCollection<TopicPartition> partitions)
    {
        foreach (var partition in partitions)
        {
            Assert.That(_held.Add(partition), Is.True, $"{partition} was assigned while held");
        }

        WhenAssigned?.Invoke(partitions);
    }

    public void OnRevoked(IReadOnlyCollection<TopicPartition> partitions)
    {
        RevokedCalls++;
        WhenRevoked?.Invoke(partitions);
        Remove(partitions);
    }

    public void OnLost(IReadOnlyCollection<TopicPartition> partitions)
    {
        LostCalls++;
        Remove(partitions);
    }

    private void Remove(IReadOnlyCollection<TopicPartition> partitions)
    {
        foreach (var partition in partitions)
        {
            Assert.That(_held.Remove(partition), Is.True, $"{partition} was taken away without being held");
        }
    }
}
