using System.Buffers;
using System.Text;
using System.Text.Json;
using ClickstreamAnalysis.AspNetCore.Answers;

namespace ClickstreamAnalysis.AspNetCore.Events;

/// <summary>Computes what changed since the last time. Not thread-safe.</summary>
internal sealed class ChangeReader(ApplicationAnswers answers)
{
    /// <summary>The most buckets of a funnel that are compared.</summary>
    private const int MaxBuckets = 1000;

    private readonly Dictionary<string, string> _last = new(StringComparer.Ordinal);
    private readonly ArrayBufferWriter<byte> _all = new(4096);
    private readonly ArrayBufferWriter<byte> _changed = new(4096);
    private (long Read, Dictionary<string, (long Opened, long Closed)> Sessions)? _before;

    public async ValueTask<Changes> ReadAsync()
    {
        _all.ResetWrittenCount();
        _changed.ResetWrittenCount();
        if (!answers.Application.TryGetCurrent(out var application))
        {
            Add("state", "application", writer => State(writer, answers.Application.State, null));
            return new Changes(_all.WrittenSpan.ToArray(), _changed.WrittenSpan.ToArray());
        }

        var description = application.Describe();
        Add("state", "application", writer => State(writer, answers.Application.State, description));
        Add("tasks", "tasks", writer => Tasks(writer, description));
        foreach (var work in description.Work)
        {
            Add("progress", $"progress {work.Kind}", writer => JsonSerializer.Serialize(writer, work, AnswerJson.Default.WorkProgress));
        }

        Add("counts", null, writer => Counts(writer, application.Metrics));
        string[] funnels = [.. application.Stores.Where(static store => store.Kind == StateStoreKind.FunnelCounts).Select(static store => store.Name)];
        if (funnels.Length > 0)
        {
            using var view = await application.QueryAsync(funnels).ConfigureAwait(false);
            foreach (var store in funnels)
            {
                foreach (var counts in view.FunnelCounts(store).All().Take(MaxBuckets))
                {
                    Add("funnel", $"funnel {store} {counts.Bucket}", writer =>
                    {
                        writer.WriteStartObject();
                        writer.WriteString("store", store);
                        writer.WritePropertyName("counts");
                        ValueWriter.Counts(writer, counts);
                        writer.WriteEndObject();
                    });
                }
            }
        }

        return new Changes(_all.WrittenSpan.ToArray(), _changed.WrittenSpan.ToArray());
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

    /// <summary>Adds an event to those with everything, and to those with changes when it differs from the last one of its subject.</summary>
    /// <param name="name">The name of the event.</param>
    /// <param name="subject">What it is about; null when each second is new.</param>
    /// <param name="write">Writes the data, in one line.</param>
    private void Add(string name, string? subject, Action<Utf8JsonWriter> write)
    {
        var data = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(data))
        {
            write(writer);
        }

        var text = Encoding.UTF8.GetString(data.WrittenSpan);
        var frame = Encoding.UTF8.GetBytes($"event: {name}\ndata: {text}\n\n");
        _all.Write(frame);
        if (subject is null || !_last.TryGetValue(subject, out var last) || last != text)
        {
            _changed.Write(frame);
        }

        if (subject is not null)
        {
            _last[subject] = text;
        }
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
