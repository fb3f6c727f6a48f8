using ClickstreamAnalysis;

/// <summary>Invents clicks, so that the first run shows something. Replace it with your own source, or remove it where another program writes the topic.</summary>
internal sealed class DemoClicks(IRecordLog log, IConfiguration configuration) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var clicksPerSecond = configuration.GetValue("Demo:ClicksPerSecond", 5);
        var users = configuration.GetValue("Demo:Users", 20);
        var random = new Random();
        await log.CreateTopicAsync("clicks", partitions: 4, cancellationToken: stoppingToken);
        await using var writer = log.CreateWriter("clicks", Serdes.Utf8, ClickEvent.Serde);
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1));
        do
        {
            await Task.WhenAll(Enumerable.Range(0, clicksPerSecond).Select(_ =>
            {
                var user = $"user-{random.Next(users)}";
                return writer.WriteAsync(user, new() { User = user, Name = "view", Page = $"/product/{random.Next(100)}", Time = TimeProvider.System.GetUtcNow() });
            }));
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
