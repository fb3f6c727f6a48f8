namespace ClickstreamAnalysis.Hosting.Running;

/// <summary>Stops an application that still runs when the host is disposed, because another part of the host could not start.</summary>
/// <remarks>Created after the log, so the container disposes it before the log.</remarks>
internal sealed class StopBeforeLog(HostedApplication application) : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    public async ValueTask DisposeAsync()
    {
        if (application.IsStopRequested)
        {
            return;
        }

        using var limit = new CancellationTokenSource(s_patience);
        await application.StopAsync(limit.Token).ConfigureAwait(false);
    }
}
