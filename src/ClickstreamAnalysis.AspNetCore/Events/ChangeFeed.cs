using ClickstreamAnalysis.AspNetCore.Answers;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ClickstreamAnalysis.AspNetCore.Events;

/// <summary>
/// Sends what changes to any number of clients. The changes are computed once a second for all of them, and only while there are clients. A client that does not
/// keep up is dropped, and connects again. Thread-safe.
/// </summary>
internal sealed class ChangeFeed(ApplicationAnswers answers, TimeProvider time, ILogger logger)
{
    /// <summary>How many seconds a client may be behind before it is dropped.</summary>
    private const int Capacity = 16;

    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly List<EventQueue> _clients = [];
    private bool _isRunning;

    /// <summary>The number of clients.</summary>
    public int Clients
    {
        get
        {
            lock (_lock)
            {
                return _clients.Count;
            }
        }
    }

    /// <summary>Sends events until the client leaves, is too slow, or the host stops.</summary>
    public async Task SendAsync(HttpContext context)
    {
        var client = new EventQueue(Capacity, replaces: false);
        if (!TryAdd(client))
        {
            await Answer.Problem(StatusCodes.Status503ServiceUnavailable, "Too many clients receive events", "Ask again later.").SendAsync(context).ConfigureAwait(false);
            return;
        }

        try
        {
            await client.SendAsync(context).ConfigureAwait(false);
        }
        finally
        {
            Remove(client);
        }
    }

    private bool TryAdd(EventQueue client)
    {
        lock (_lock)
        {
            if (_clients.Count >= answers.Options.MaxEventClients)
            {
                return false;
            }

            _clients.Add(client);
            if (!_isRunning)
            {
                _isRunning = true;
                _ = Task.Run(RunAsync);
            }

            return true;
        }
    }

    private void Remove(EventQueue client)
    {
        lock (_lock)
        {
            _clients.Remove(client);
        }
    }

    private async Task RunAsync()
    {
        var changes = new ChangeReader(answers);
        HashSet<EventQueue> known = [];
        using var timer = new PeriodicTimer(s_interval, time);
        do
        {
            EventQueue[] clients;
            lock (_lock)
            {
                if (_clients.Count == 0)
                {
                    _isRunning = false;
                    return;
                }

                clients = [.. _clients];
            }

            try
            {
                var change = await changes.ReadAsync().ConfigureAwait(false);
                foreach (var client in clients)
                {
                    // A new client begins with everything.
                    var frame = known.Contains(client) ? change.Changed : change.All;
                    if (frame.Length > 0 && !client.TryAdd(frame))
                    {
                        Remove(client);
                    }
                }

                known = [.. clients];
            }
            catch (Exception error)
            {
                // One second without events is better than none from now on.
                known = [];
                logger.ChangesFail(error, answers.Application.Name);
            }
        }
        while (await timer.WaitForNextTickAsync().ConfigureAwait(false));
    }
}
