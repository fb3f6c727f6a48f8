using System.Buffers;
using System.Text.Json;
using ClickstreamAnalysis.AspNetCore.Answers;
using Microsoft.Extensions.Logging;

namespace ClickstreamAnalysis.AspNetCore.Events;

/// <summary>The events of an application: its state, tasks, long work, counts and funnels.</summary>
internal sealed class ChangeEvents(ApplicationAnswers answers, ILogger logger) : IEventSource
{
    /// <summary>The most buckets of a funnel that are compared.</summary>
    private const int MaxBuckets = 1000;

    private (long Read, Dictionary<string, (long Opened, long Closed)> Sessions)? _before;

    public void Start() => _before = null;

    public async Task ReadAsync(EventBatch events)
    {
        if (!answers.Application.TryGetCurrent(out var application))
        {
            Add(events, "state", writer => State(writer, answers.Application.State, null));
            events.IsComplete = true;
            return;
        }

        var description = application.Describe();
        Add(events, "state", writer => State(writer, answers.Application.State, description));
        Add(events, "tasks", writer => Tasks(writer, description));
        foreach (var work in description.Work)
        {
            Add(events, "progress", writer => JsonSerializer.Serialize(writer, work, AnswerJson.Default.WorkProgress), $"progress {work.Kind}");
        }

        Add(events, "counts", writer => Counts(writer, application.Metrics), isRepeated: true);
        string[] funnels = [.. application.Stores.Where(static store => store.Kind == StateStoreKind.FunnelCounts).Select(static store => store.Name)];
        if (funnels.Length > 0)
        {
            using var view = await application.QueryAsync(funnels).ConfigureAwait(false);
            foreach (var store in funnels)
            {
                foreach (var counts in view.FunnelCounts(store).All().Take(MaxBuckets))
                {
                    Add(events, "funnel", writer => Funnel(writer, store, counts), $"funnel {store} {counts.Bucket}");
                }
            }
        }

        events.IsComplete = true;
    }

    public void ReportFailure(Exception error) => logger.ChangesFail(error, answers.Application.Name);

    public void Stop()
    {
        // Nothing runs between reads.
    }

    private static void Add(EventBatch events, string name, Action<Utf8JsonWriter> write, string? subject = null, bool isRepeated = false)
    {
        var data = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(data))
        {
            write(writer);
        }

        events.Add(name, data.WrittenSpan, subject, isRepeated);
    }

    private static void Funnel(Utf8JsonWriter writer, string store, FunnelCounts counts)
    {
        writer.WriteStartObject();
        writer.WriteString("store", store);
        writer.WritePropertyName("counts");
        ValueWriter.Counts(writer, counts);
        writer.WriteEndObject();
    }

    private static void State(Utf8JsonWriter writer, StreamsState state, StreamsDescription? description)
    {
        writer.WriteStartObject();
        writer.WriteString("state", state.ToString());
        writer.WriteString("instance", description?.InstanceId);
        writer.WriteBoolean("isPaused", description?.IsPaused == true);
        writer.WriteStartArray("waits");
        foreach (var wait in description?.Waits ?? [])
        {
            writer.WriteStringValue(wait.Text);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void Tasks(Utf8JsonWriter writer, StreamsDescription description)
    {
        writer.WriteStartArray();
        foreach (var task in description.Threads.SelectMany(static thread => thread.Tasks).OrderBy(static task => (task.SubTopology, task.Partition)))
        {
            writer.WriteStartObject();
            writer.WriteString("id", task.Id);
            writer.WriteString("status", task.Status.ToString());
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private void Counts(Utf8JsonWriter writer, StreamsMetrics metrics)
    {
        var sessions = metrics.Sessions.ToDictionary(static one => one.Operator, static one => (one.Opened, one.Closed), StringComparer.Ordinal);
        var before = _before ?? (metrics.Read, sessions);
        _before = (metrics.Read, sessions);
        writer.WriteStartObject();
        Number("read", metrics.Read);

        // The counts begin again with a restart.
        Number("readSinceLast", Math.Max(0, metrics.Read - before.Read));
        Number("lag", metrics.LagRecords);
        writer.WriteStartArray("sessions");
        foreach (var counts in metrics.Sessions)
        {
            var last = before.Sessions.GetValueOrDefault(counts.Operator, (counts.Opened, counts.Closed));
            writer.WriteStartObject();
            writer.WriteString("operator", counts.Operator);
            if (counts.Open is { } open)
            {
                Number("open", open);
            }

            Number("openedSinceLast", Math.Max(0, counts.Opened - last.Item1));
            Number("closedSinceLast", Math.Max(0, counts.Closed - last.Item2));
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();

        void Number(string property, long value)
        {
            writer.WritePropertyName(property);
            ExactInt64Converter.Write(writer, value);
        }
    }
}
