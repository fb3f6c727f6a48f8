using BenchmarkDotNet.Attributes;

namespace ClickstreamAnalysis.Benchmarks.Micro;

/// <summary>
/// One operator behind the source, for each click, with its part of closing and committing. What is beyond <see cref="Source"/> is the
/// operator's.
/// </summary>
[MemoryDiagnoser]
public class OperatorBenchmarks
{
    private MicroTask? _task;

    /// <summary>Reading the click, and nothing done with it.</summary>
    [Benchmark(Baseline = true, OperationsPerInvoke = MicroTask.ClicksPerCommit)]
    public long Source() => _task!.Run();

    /// <summary>A filter that lets seven of eight pass, and a map of the value.</summary>
    [Benchmark(OperationsPerInvoke = MicroTask.ClicksPerCommit)]
    public long FilterMap() => _task!.Run();

    /// <summary>Sessions, closed ones counted.</summary>
    [Benchmark(OperationsPerInvoke = MicroTask.ClicksPerCommit)]
    public long Sessionize() => _task!.Run();

    /// <summary>Three steps within half an hour, outcomes counted.</summary>
    [Benchmark(OperationsPerInvoke = MicroTask.ClicksPerCommit)]
    public long FunnelOfThreeSteps() => _task!.Run();

    /// <summary>A count for each user and 10 minutes, closed ones counted.</summary>
    [Benchmark(OperationsPerInvoke = MicroTask.ClicksPerCommit)]
    public long WindowedCount() => _task!.Run();

    /// <summary>Makes the task, and runs it until sessions close as fast as they open.</summary>
    [GlobalSetup(Target = nameof(Source))]
    public void SetUpSource() => SetUp(static clicks => clicks.ForEach(static _ => { }));

    /// <inheritdoc cref="SetUpSource"/>
    [GlobalSetup(Target = nameof(FilterMap))]
    public void SetUpFilterMap() => SetUp(static clicks => clicks
        .Filter(static (_, click) => click.Name != "cart").MapValues(static (_, click) => click.TimestampMs).ForEach(static _ => { }));

    /// <inheritdoc cref="SetUpSource"/>
    [GlobalSetup(Target = nameof(Sessionize))]
    public void SetUpSessionize() => SetUp(static clicks => clicks.Sessionize("sessions").Closed.ForEach(static _ => { }));

    /// <inheritdoc cref="SetUpSource"/>
    [GlobalSetup(Target = nameof(FunnelOfThreeSteps))]
    public void SetUpFunnel() => SetUp(static clicks => clicks
        .Funnel("shop", static funnel => funnel
            .Step("view", static (_, click) => click.Name == "view")
            .Step("cart", static (_, click) => click.Name == "cart")
            .Step("purchase", static (_, click) => click.Name == "purchase")
            .Within(TimeSpan.FromMinutes(30)))
        .Outcomes.ForEach(static _ => { }));

    /// <inheritdoc cref="SetUpSource"/>
    [GlobalSetup(Target = nameof(WindowedCount))]
    public void SetUpWindows() => SetUp(static clicks => clicks
        .CountByWindow("windows", TumblingWindows.Of(TimeSpan.FromMinutes(10)) with { GracePeriod = TimeSpan.FromMinutes(1) }).Closed.ForEach(static _ => { }));

    private void SetUp(Action<KStream<string, ClickEvent>> describe)
    {
        // 20 ms a click: 40 minutes are 120,000.
        const int Commits = 120_000 / MicroTask.ClicksPerCommit;
        _task = new MicroTask(describe);
        for (var i = 0; i < Commits; i++)
        {
            _task.Run();
        }
    }
}
