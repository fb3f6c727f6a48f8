using ClickstreamAnalysis;

namespace Monitoring;

/// <summary>Writes 500 clicks a second of invented visitors, so that there is something to measure. Some are late, and a few are broken.</summary>
internal sealed class Visitors(IRecordLog log, TimeProvider time) : BackgroundService
{
    private const int ClicksPerTick = 25;

    private readonly Random _random = new(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await log.CreateTopicAsync("clicks", partitions: 4, cancellationToken: stoppingToken);
        await using var clicks = log.CreateWriter("clicks", Serdes.Utf8, ClickEvent.Serde);
        await using var broken = log.CreateWriter("clicks", Serdes.Utf8, Serdes.Utf8);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50), time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            var written = Enumerable.Range(0, ClicksPerTick).Select(_ => (Task)WriteClickAsync(clicks)).ToList();
            if (_random.Next(40) == 0)
            {
                written.Add(broken.WriteAsync("visitor-0", "{", time.GetUtcNow(), cancellationToken: stoppingToken));
            }

            await Task.WhenAll(written);
        }
    }

    private Task<RecordMetadata> WriteClickAsync(RecordWriter<string, ClickEvent> clicks)
    {
        var user = $"visitor-{_random.Next(2_000)}";
        var age = TimeSpan.FromSeconds(_random.Next(500) == 0 ? 3_600 : 0);
        return clicks.WriteAsync(user, new ClickEvent { User = user, Name = "view", Time = time.GetUtcNow() - age });
    }
}
