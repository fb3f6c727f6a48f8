using System.Diagnostics;
using ClickstreamAnalysis.Benchmarks.Clicks;
using ClickstreamAnalysis.Benchmarks.Load;

namespace ClickstreamAnalysis.Benchmarks.Memory;

/// <summary>Brings every user into the state, if asked to, and then clicks at a constant rate.</summary>
internal sealed class MemoryLoad(IRecordLog log, MemorySettings settings, CancellationToken stop)
{
    public const string Name = "memory-load";

    // How far the load may run ahead of the engine when it is not held to a rate: this much has to fit on the disk.
    private const long MaxLead = 2_000_000;
    private const long CheckEvery = 100_000;

    private static readonly TimeSpan s_step = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan s_catchUp = TimeSpan.FromHours(2);

    private readonly ClickGenerator _generator = new(settings.Seed, settings.Shape);

    public static async Task<MemoryLoadResult> RunPhaseAsync(MemorySettings settings, CancellationToken stop)
    {
        await using var log = settings.Place.OpenLog();
        return new MemoryLoad(log, settings, stop).Run();
    }

    public MemoryLoadResult Run()
    {
        using var progress = new GroupProgress(log, settings.ApplicationId, settings.Topic, settings.Partitions);
        using var purge = new TopicPurge(log, settings.ApplicationId, settings.Topic, settings.Partitions);
        using var producer = new ClickProducer(log, settings.Topic, settings.Partitions, TimeSpan.FromMilliseconds(20));
        var begun = Stopwatch.GetTimestamp();
        if (settings.Fills)
        {
            Fill(producer, progress);
        }

        var filled = producer.Clicks;
        var steady = Stopwatch.GetTimestamp();
        Steady(producer, progress);
        producer.Flush();
        var end = Stopwatch.GetTimestamp();
        var lag = producer.Clicks - progress.Done();
        var isDone = progress.Await(producer.Clicks, TimeSpan.FromMinutes(5), stop);
        return new MemoryLoadResult
        {
            FillClicks = filled,
            FillSeconds = Stopwatch.GetElapsedTime(begun, steady).TotalSeconds,
            SteadyClicks = producer.Clicks - filled,
            SteadySeconds = Stopwatch.GetElapsedTime(steady, end).TotalSeconds,
            SteadyBeginTicks = steady,
            SteadyEndTicks = end,
            LagAtEnd = lag,
            IsDone = isDone,
            CatchUpSeconds = Stopwatch.GetElapsedTime(end).TotalSeconds,
            ValueBytes = producer.ValueBytes,
        };
    }

    private void Fill(ClickProducer producer, GroupProgress progress)
    {
        for (var place = 0; place < settings.Users && !stop.IsCancellationRequested; place++)
        {
            producer.Produce(_generator.NextOf(place));
            HoldBack(producer, progress);
        }

        producer.Flush();
        progress.Await(producer.Clicks, s_catchUp, stop);
    }

    private void Steady(ClickProducer producer, GroupProgress progress)
    {
        var begun = Stopwatch.GetTimestamp();
        for (var done = 0L; !stop.IsCancellationRequested;)
        {
            var elapsed = Stopwatch.GetElapsedTime(begun);
            if (settings.Clicks is { } all ? done >= all : elapsed >= settings.Duration)
            {
                return;
            }

            var due = settings.Rate == 0 ? done + 1_000 : (long)(elapsed.TotalSeconds * settings.Rate);
            for (due = Math.Min(due, settings.Clicks ?? due); done < due; done++)
            {
                producer.Produce(_generator.Next());
                if (settings.Rate == 0)
                {
                    HoldBack(producer, progress);
                }
            }

            if (settings.Rate > 0)
            {
                stop.WaitHandle.WaitOne(s_step);
            }
        }
    }

    private void HoldBack(ClickProducer producer, GroupProgress progress)
    {
        if (producer.Clicks > MaxLead && producer.Clicks % CheckEvery == 0)
        {
            producer.Flush();
            progress.Await(producer.Clicks - MaxLead, s_catchUp, stop);
        }
    }
}
