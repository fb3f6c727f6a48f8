using System.Text;

namespace ClickstreamAnalysis.AspNetCore.Events;

/// <summary>The server-sent events of one second. Not thread-safe.</summary>
internal sealed class EventBatch
{
    private readonly List<(string Subject, byte[] Frame, bool IsRepeated)> _events = [];

    /// <summary>The events, in the order in which they were added.</summary>
    public IReadOnlyList<(string Subject, byte[] Frame, bool IsRepeated)> Events => _events;

    /// <summary>Whether every subject is in the batch, so that subjects without an event no longer exist. Default false.</summary>
    public bool IsComplete { get; set; }

    /// <summary>Adds an event.</summary>
    /// <param name="name">The name of the event.</param>
    /// <param name="json">The data, without line breaks.</param>
    /// <param name="subject">What it is about; null if all events of the name have one subject.</param>
    /// <param name="isRepeated">Whether to send it even if it equals the last event of its subject.</param>
    public void Add(string name, ReadOnlySpan<byte> json, string? subject = null, bool isRepeated = false) =>
        _events.Add((subject ?? name, [.. Encoding.ASCII.GetBytes($"event: {name}\ndata: "), .. json, (byte)'\n', (byte)'\n'], isRepeated));
}
