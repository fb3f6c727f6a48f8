namespace ClickstreamAnalysis.Benchmarks.Measuring;

/// <summary>The topics that a run makes. They, and the directory of the run, are gone when it is disposed.</summary>
internal sealed class RunTopics(LogPlace place) : IAsyncDisposable
{
    private readonly List<string> _made = [];

    public async Task CreateAsync(IRecordLog log, string topic, int partitions, bool keep, CancellationToken cancellationToken)
    {
        // Kept for ever, because event times are old: with a limit a broker deletes the clicks as soon as they are there.
        await log.Admin.CreateTopicAsync(new TopicSpecification(topic, partitions), cancellationToken);
        if (!keep)
        {
            Own(topic);
        }
    }

    /// <summary>The engine will make this topic; it is deleted too.</summary>
    public void Own(string topic) => _made.Add(topic);

    public async ValueTask DisposeAsync()
    {
        if (!place.IsEmbedded)
        {
            await using var log = place.OpenLog();
            foreach (var topic in _made)
            {
                await log.Admin.DeleteTopicAsync(topic);
            }
        }

        if (Directory.Exists(place.Directory))
        {
            Directory.Delete(place.Directory, recursive: true);
        }
    }
}
