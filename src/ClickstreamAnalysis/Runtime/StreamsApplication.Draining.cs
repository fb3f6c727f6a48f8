using ClickstreamAnalysis.Runtime;
using ClickstreamAnalysis.Runtime.Draining;
using ClickstreamAnalysis.Runtime.Planning;

namespace ClickstreamAnalysis;

/// <content>The end of a bounded run.</content>
public sealed partial class StreamsApplication
{
    private Drain? _drain;

    /// <summary>
    /// Ends a bounded run: reads every input to its present end, closes every open window and session as if time had advanced far enough, commits,
    /// and stops. This instance must hold all partitions.
    /// </summary>
    /// <remarks>
    /// It completes normally only when all of this is done. When the token or <see cref="StopAsync"/> ends it before, the application commits and stops as
    /// <see cref="StopAsync"/> describes: what it has closed stays closed, and the rest is open at the next start. Calls at the same time wait for one drain.
    /// </remarks>
    /// <param name="cancellationToken">Stops the application. A token that is cancelled already stops it too.</param>
    /// <returns>A task that completes when the application has stopped; throws the exception that made the application fail.</returns>
    /// <exception cref="OperationCanceledException">The token or <see cref="StopAsync"/> stopped the application before the drain was complete. Thrown when it has stopped.</exception>
    /// <exception cref="InvalidOperationException">The application was not started, has been stopped, or has no threads of its own.</exception>
    public async Task DrainAsync(CancellationToken cancellationToken = default)
    {
        ThrowIfCannotDrain();
        await using var registration = cancellationToken.Register(BeginStop).ConfigureAwait(false);
        if (_plan is { } plan)
        {
            if (!await WaitForDrainAsync(plan).ConfigureAwait(false))
            {
                await _completion.Task.ConfigureAwait(false);
                throw new OperationCanceledException(
                    $"'{_options.ApplicationId}' was stopped before its drain was complete, so some results may be missing. Start it and call {nameof(DrainAsync)} again: it continues at the last commit.",
                    cancellationToken);
            }

            await CheckTopicsAsync().ConfigureAwait(false);
        }

        await StopAsync(CancellationToken.None).ConfigureAwait(false);
    }

    /// <summary>Begins a drain, or joins that of another call.</summary>
    /// <returns>Whether it is complete; false when the application has ended before.</returns>
    private async Task<bool> WaitForDrainAsync(TopicPlan plan)
    {
        var begun = new Drain(plan, _options);
        var drain = Interlocked.CompareExchange(ref _drain, begun, null) ?? begun;
        if (drain == begun)
        {
            await new DrainReport(drain, _locks, _monitor.Waits, _options, _logger).WaitAsync(_completion.Task).ConfigureAwait(false);
        }
        else
        {
            await Task.WhenAny(drain.Completion.Task, _completion.Task).ConfigureAwait(false);
        }

        return drain.Completion.Task.IsCompleted;
    }

    private void ThrowIfCannotDrain()
    {
        switch ((StreamsState)Volatile.Read(ref _state))
        {
            case StreamsState.Created or StreamsState.Starting:
                throw NotStarted();
            case StreamsState.Stopping or StreamsState.Stopped:
                throw new InvalidOperationException("The application has been stopped and cannot drain: create a new one and start it.");
        }

        if (_options.Threads == 0)
        {
            throw new InvalidOperationException("An application with Threads = 0 runs only inside Step, and cannot drain: set Threads to at least 1.");
        }
    }

    /// <summary>Fails a drain whose topics were deleted and created again meanwhile: it has not read all of its input.</summary>
    private async Task CheckTopicsAsync()
    {
        await _watch!.AskAsync().ConfigureAwait(false);
        try
        {
            _watch.Check();
        }
        catch (StreamsException error)
        {
            Fail(error);
            await StopAsync(CancellationToken.None).ConfigureAwait(false);

            // The application had stopped before.
            throw;
        }
    }
}
