using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace ClickstreamAnalysis.Runtime.Control;

/// <summary>Calls event handlers one after the other on the thread pool, in the order of the events. Thread-safe.</summary>
/// <param name="sender">The sender of the events.</param>
/// <param name="logger">Logs handlers that throw.</param>
internal sealed class EventQueue(object sender, ILogger logger)
{
    private readonly Channel<Action> _calls = Channel.CreateUnbounded<Action>(new UnboundedChannelOptions { SingleReader = true });
    private int _isRunning;

    /// <summary>Raises an event later. Does nothing without handlers.</summary>
    /// <param name="handlers">The handlers.</param>
    /// <param name="value">The event's data.</param>
    /// <param name="onHandled">Called after all handlers; null for nothing.</param>
    /// <returns>Whether there are handlers.</returns>
    public bool Raise<T>(EventHandler<T>? handlers, T value, Action? onHandled = null)
    {
        if (handlers is null || !_calls.Writer.TryWrite(() => Call(handlers, value, onHandled)))
        {
            return false;
        }

        if (Interlocked.Exchange(ref _isRunning, 1) == 0)
        {
            _ = Task.Run(RunAsync);
        }

        return true;
    }

    /// <summary>No event follows those that were raised.</summary>
    public void Complete() => _calls.Writer.TryComplete();

    private async Task RunAsync()
    {
        await foreach (var call in _calls.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            call();
        }
    }

    private void Call<T>(EventHandler<T> handlers, T value, Action? onHandled)
    {
        foreach (var handler in Delegate.EnumerateInvocationList(handlers))
        {
            try
            {
                handler(sender, value);
            }
            catch (Exception error)
            {
                logger.EventHandlerThrew(error, typeof(T).Name);
            }
        }

        onHandled?.Invoke();
    }
}
