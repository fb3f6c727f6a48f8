using ClickstreamAnalysis.Benchmarks.Measuring;

namespace ClickstreamAnalysis.Benchmarks.Load;

/// <summary>Runs an application under a load that comes from this process or another, and waits for what it does.</summary>
internal static class LoadedApplication
{
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(5);

    /// <summary>Waits on this thread until the application is where it should be; throws what makes it fail.</summary>
    /// <remarks>Timers would wake the thread pool each time, whose looking for more work costs several per cent of the whole run.</remarks>
    public static void Watch(this StreamsApplication application, Func<StreamsMetrics, bool> isThere, Action<StreamsMetrics> onLook)
    {
        var completion = ((IAsyncResult)application.Completion).AsyncWaitHandle;
        while (!isThere(application.Metrics))
        {
            if (completion.WaitOne(s_look))
            {
                application.Completion.GetAwaiter().GetResult();
                throw new BenchmarkException("The engine stopped before it was there.");
            }

            onLook(application.Metrics);
        }
    }

    /// <summary>
    /// On the embedded log, runs the load on a thread of its own, until it is over or the engine has failed. Otherwise the load is
    /// another phase, and this lasts until it is stopped or the engine has failed.
    /// </summary>
    /// <returns>What came of the load, if it was run here.</returns>
    public static async Task<TLoad?> WithLoadAsync<TLoad>(
        this StreamsApplication application, LogPlace place, Func<CancellationToken, TLoad> load, CancellationToken stop)
        where TLoad : class
    {
        if (!place.IsEmbedded)
        {
            await application.Completion.WaitAsync(stop).ContinueWith(static _ => { }, TaskScheduler.Default);
            return null;
        }

        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var watching = application.Completion.ContinueWith(_ => ended.Cancel(), stop, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        var result = await Task.Factory.StartNew(() => load(ended.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        GC.KeepAlive(watching);
        return result;
    }
}
