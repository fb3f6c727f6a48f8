using Microsoft.AspNetCore.Http;

namespace ClickstreamAnalysis.AspNetCore.Events;

/// <summary>
/// Sends the events of a source to any number of clients: first the last event of each subject, then those that change. The source computes them once
/// a second for all clients, and only while there are clients. Thread-safe.
/// </summary>
/// <param name="source">Computes the events.</param>
/// <param name="maxClients">The most clients at a time.</param>
/// <param name="capacity">The number of seconds that a client may be behind.</param>
/// <param name="replaces">Whether a client that is further behind loses the oldest events; false to disconnect it, because each event counts.</param>
/// <param name="time">Measures the seconds.</param>
internal sealed class EventFeed(IEventSource source, int maxClients, int capacity, bool replaces, TimeProvider time)
{
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(1);

    private readonly Dictionary<string, byte[]> _last = new(StringComparer.Ordinal);
    private readonly List<EventQueue> _clients = [];
    private readonly Lock _lock = new();
    private bool _isRunning;

    /// <summary>Sends events until the client disconnects or is too slow, or the host stops.</summary>
    /// <param name="context">The request of the client.</param>
    /// <returns>False, with nothing sent, when there are too many clients.</returns>
    public async Task<bool> TrySendAsync(HttpContext context)
    {
        var client = new EventQueue(capacity, replaces);
        if (!TryAdd(client))
        {
            return false;
        }

        try
        {
            await client.SendAsync(context).ConfigureAwait(false);
            return true;
        }
        finally
        {
            lock (_lock)
            {
                _clients.Remove(client);
            }
        }
    }

    private bool TryAdd(EventQueue client)
    {
        lock (_lock)
        {
            if (_clients.Count >= maxClients)
            {
                return false;
            }

            Send(_last.Values, client);
            _clients.Add(client);
            if (!_isRunning)
            {
                _isRunning = true;
                _ = Task.Run(RunAsync);
            }

            return true;
        }
    }

    private async Task RunAsync()
    {
        source.Start();
        using var timer = new PeriodicTimer(s_interval, time);
        while (HasClients())
        {
            var batch = new EventBatch();
            try
            {
                await source.ReadAsync(batch).ConfigureAwait(false);
            }
            catch (Exception error)
            {
                // Mostly an application that is being stopped or restarted. A second without events is better than none from now on.
                source.ReportFailure(error);
            }

            Publish(batch);
            await timer.WaitForNextTickAsync().ConfigureAwait(false);
        }
    }

    private bool HasClients()
    {
        lock (_lock)
        {
            if (_clients.Count > 0)
            {
                return true;
            }

            // Within the lock, so that the next run starts after this one has stopped.
            _isRunning = false;
            _last.Clear();
            source.Stop();
            return false;
        }
    }

    private void Publish(EventBatch batch)
    {
        EventQueue[] clients;
        var changed = new List<byte[]>();
        lock (_lock)
        {
            clients = [.. _clients];
            changed.AddRange(batch.Events.Where(IsNews).Select(static one => one.Frame));
            if (batch.IsComplete)
            {
                _last.Clear();
            }

            foreach (var (subject, frame, _) in batch.Events)
            {
                _last[subject] = frame;
            }
        }

        // Outside the lock, because a client that is too slow is disconnected.
        Send(changed, clients);
    }

    private bool IsNews((string Subject, byte[] Frame, bool IsRepeated) one) =>
        one.IsRepeated || !_last.TryGetValue(one.Subject, out var last) || !last.AsSpan().SequenceEqual(one.Frame);

    /// <summary>Sends events as one, because the capacity of a client is in seconds.</summary>
    private static void Send(IReadOnlyCollection<byte[]> frames, params ReadOnlySpan<EventQueue> clients)
    {
        if (frames.Count > 0)
        {
            byte[] all = [.. frames.SelectMany(static frame => frame)];
            foreach (var client in clients)
            {
                client.TryAdd(all);
            }
        }
    }
}
