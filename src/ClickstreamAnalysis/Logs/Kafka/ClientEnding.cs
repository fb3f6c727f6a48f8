using System.Diagnostics;
using Client = Confluent.Kafka;

namespace ClickstreamAnalysis.Logs.Kafka;

/// <summary>Takes a consumer's client out of its group, and ends it.</summary>
internal sealed class ClientEnding
{
    private static readonly TimeSpan s_longestLeave = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan s_leaveStep = TimeSpan.FromMilliseconds(10);

    private readonly Client.IConsumer<Slice, Slice> _client;
    private readonly Assignment _assignment;
    private readonly ClientEvents _events;
    private readonly bool _keepsPlace;

    public ClientEnding(Client.IConsumer<Slice, Slice> client, Assignment assignment, ClientEvents events, bool keepsPlace)
    {
        _client = client;
        _assignment = assignment;
        _events = events;
        _keepsPlace = keepsPlace;
    }

    /// <summary>
    /// Gives everything back while callbacks still come on the consumer's thread. Closing alone would also keep the place of a member
    /// with a name until its session times out; unsubscribing gives it up, but the request goes out only once the client has been
    /// served. It forgets the member's number then.
    /// </summary>
    public void Leave()
    {
        try
        {
            _client.Unsubscribe();
            var started = Stopwatch.GetTimestamp();
            while ((_assignment.Count > 0 || (_keepsPlace && !string.IsNullOrEmpty(_client.MemberId))) && Stopwatch.GetElapsedTime(started) < s_longestLeave)
            {
                Serve();
            }
        }
        catch (Client.KafkaException e)
        {
            _events.CloseFailed(e);
        }
    }

    /// <summary>Closes the client for good. Keeps to no time limit.</summary>
    public void End()
    {
        try
        {
            _client.Close();
        }
        catch (Client.KafkaException e)
        {
            _events.CloseFailed(e);
        }
        finally
        {
            _client.Dispose();
        }
    }

    private void Serve()
    {
        try
        {
            _client.Consume(s_leaveStep);
        }
        catch (Client.ConsumeException e) when (!e.Error.IsFatal)
        {
            _events.Passing(e.Error, null);
        }
    }
}
