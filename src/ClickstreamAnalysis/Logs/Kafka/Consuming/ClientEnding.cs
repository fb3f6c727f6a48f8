using System.Diagnostics;
using ClickstreamAnalysis.Logs.Kafka.Clients;
using Client = Confluent.Kafka;

namespace ClickstreamAnalysis.Logs.Kafka.Consuming;

/// <summary>Leaves the group and closes a consumer's client.</summary>
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

    /// <summary>Revokes all partitions and leaves the group, while callbacks still run on the consumer's thread.</summary>
    /// <remarks>
    /// Closing alone would keep a static member in the group until its session times out. Unsubscribing removes it, but the client sends
    /// the request only while it is being served, and clears its member id after that.
    /// </remarks>
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

    /// <summary>Closes and disposes the client. Has no time limit.</summary>
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
