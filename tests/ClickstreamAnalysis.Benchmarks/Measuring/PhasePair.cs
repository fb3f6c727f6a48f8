namespace ClickstreamAnalysis.Benchmarks.Measuring;

/// <summary>An engine and its load, side by side in two processes.</summary>
internal static class PhasePair
{
    /// <summary>Runs both until the load is over, then stops the engine.</summary>
    /// <exception cref="BenchmarkException">One of them failed.</exception>
    public static async Task<(TEngine Engine, TLoad Load)> RunAsync<TInput, TEngine, TLoad>(
        string engineName, string loadName, TInput input, CancellationToken cancellationToken)
    {
        using var engine = Phase.Start<TInput, TEngine>(engineName, input);
        using var load = Phase.Start<TInput, TLoad>(loadName, input);
        var (engineOutput, loadOutput) = (engine.OutputAsync(cancellationToken), load.OutputAsync(cancellationToken));

        // An engine that ends first has failed.
        if (await Task.WhenAny(engineOutput, loadOutput) == engineOutput)
        {
            await engineOutput;
            throw new BenchmarkException($"The phase '{engineName}' ended before its load.");
        }

        var loadResult = await loadOutput;
        engine.Stop();
        return (await engineOutput, loadResult);
    }
}
