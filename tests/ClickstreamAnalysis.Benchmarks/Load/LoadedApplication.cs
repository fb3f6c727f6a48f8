using ClickstreamAnalysis.Benchmarks.Measuring;
using ClickstreamAnalysis.Runtime;

namespace ClickstreamAnalysis.Benchmarks.Load;

/// <summary>An application under a load that comes from this process or another.</summary>
internal static class LoadedApplication
{
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
