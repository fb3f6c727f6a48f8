using ClickstreamAnalysis.Benchmarks.Clicks;
using ClickstreamAnalysis.Benchmarks.Load;
using ClickstreamAnalysis.Benchmarks.Measuring;
using HdrHistogram;

namespace ClickstreamAnalysis.Benchmarks.Latency;

/// <summary>Sends clicks at a constant rate, whatever becomes of them, and looks when their results can be read.</summary>
/// <remarks>
/// Times count from when a click was to be sent, not from when it was: a load that is held up would otherwise hide what held it up.
/// </remarks>
internal sealed class LatencyProbe(IRecordLog log, LatencySettings settings, CancellationToken stop)
{
    public const string Name = "latency-probe";

    private const long MostMicroseconds = 10 * 60 * 1_000_000L;
    private const int Digits = 3;

    private static readonly TimeSpan s_step = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);

    private readonly LongHistogram _lateness = new(MostMicroseconds, Digits);

    public static async Task<LatencyProbeResult> RunPhaseAsync(LatencySettings settings, CancellationToken stop)
    {
        await using var log = settings.Place.OpenLog();
        return new LatencyProbe(log, settings, stop).Run();
    }

    public LatencyProbeResult Run()
    {
        using var reader = new LatencyReader(log, settings);
        using var producer = new ClickProducer(log, settings.Input, settings.Partitions, settings.Linger);
        var generator = new ClickGenerator(settings.Seed, new ClickShape { Users = settings.Users, Present = settings.Users, IsScattered = true });

        // The clock starts when a first click has come through: how long an engine takes to start is another question.
        producer.Produce(generator.Next() with { TimestampMs = 0 });
        producer.Flush();
        Await(reader, 1);

        var clock = new ConstantRate(settings.Rate);
        reader.Begin(clock, (long)settings.WarmUp.TotalMicroseconds);
        SendAll(producer, generator, clock);
        producer.Flush();
        var isComplete = Await(reader, producer.Clicks);
        return new LatencyProbeResult
        {
            Clicks = reader.Measured,
            ValueBytes = producer.ValueBytes / producer.Clicks,
            Latency = Percentiles.OfMicroseconds(reader.Stop()),
            SendingLate = Percentiles.OfMicroseconds(_lateness),
            IsComplete = isComplete && reader.Results == producer.Clicks,
        };
    }

    private void SendAll(ClickProducer producer, ClickGenerator generator, ConstantRate clock)
    {
        var clicks = (long)((settings.WarmUp + settings.Duration).TotalSeconds * settings.Rate);
        var measuredFrom = (long)settings.WarmUp.TotalMicroseconds;
        clock.Run(clicks, Send, stop);

        void Send(long i)
        {
            var due = clock.DueMicroseconds(i);
            producer.Produce(generator.Next() with { TimestampMs = due });
            if (due >= measuredFrom)
            {
                _lateness.RecordValue(clock.NowMicroseconds - due);
            }
        }
    }

    private bool Await(LatencyReader reader, long results)
    {
        for (var waited = TimeSpan.Zero; waited < s_patience && reader.Results < results && !stop.IsCancellationRequested; waited += s_step)
        {
            reader.ThrowIfFailed();
            stop.WaitHandle.WaitOne(s_step);
        }

        return reader.Results >= results
            ? true
            : results > 1 ? false : throw new BenchmarkException($"Nothing came out of '{settings.Output}' within {s_patience.TotalSeconds:F0} s.");
    }
}
