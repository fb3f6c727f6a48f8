namespace ClickstreamAnalysis.Tests.Runtime;

/// <summary>When very much is due at once.</summary>
public sealed class ClosingInPartsTests
{
    private const int Partitions = 20;
    private const int UsersOfEach = 200;

    [Test]
    public async Task However_many_tasks_a_thread_has_it_closes_a_thousand_sessions_in_a_turn()
    {
        var log = SteppedApplication.LogWith(("clicks", Partitions));
        var closed = 0;
        var builder = new TopologyBuilder();
        builder.Clicks("clicks").Sessionize("sessions").Closed.ForEach(_ => closed++, "count");
        await using var application = await SteppedApplication.StartAsync(builder.Build(), log);
        var nowMs = SteppedApplication.Now.ToUnixTimeMilliseconds();
        for (var partition = 0; partition < Partitions; partition++)
        {
            for (var user = 0; user < UsersOfEach; user++)
            {
                application.ProduceClick(partition, $"user-{partition}-{user}", nowMs - 7_200_000);
            }
        }

        application.RunToIdle();
        for (var partition = 0; partition < Partitions; partition++)
        {
            application.ProduceClick(partition, $"last-{partition}", nowMs);
        }

        var steps = 0;
        for (var before = -1; closed < Partitions * UsersOfEach; steps++)
        {
            Assert.That(steps, Is.LessThan(50), "it goes on by itself");
            before = closed;
            application.Step();
            Assert.That(closed - before, Is.LessThanOrEqualTo(1_000));
        }

        application.RunToIdle();
        Assert.That(closed, Is.EqualTo(Partitions * UsersOfEach));
    }
}
