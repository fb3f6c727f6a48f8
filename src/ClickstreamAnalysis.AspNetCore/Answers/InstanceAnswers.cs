using System.Text.Json;
using ClickstreamAnalysis.AspNetCore.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ClickstreamAnalysis.AspNetCore.Answers;

/// <summary>Answers questions about the instances of an application, other than their state. Thread-safe.</summary>
internal sealed class InstanceAnswers(ApplicationAnswers answers)
{
    private static readonly string[] s_checks = ["live", "ready"];

    /// <summary>The description of this instance.</summary>
    public Answer Describe() => Answer.Of(StatusCodes.Status200OK, writer => JsonSerializer.Serialize(writer, answers.Current.Describe(), AnswerJson.Default.StreamsDescription));

    /// <summary>The topology.</summary>
    public Answer Topology() => Answer.Of(StatusCodes.Status200OK, writer =>
    {
        var topology = answers.Current.Topology;
        writer.WriteStartObject();
        writer.WriteString("text", topology.Describe());
        writer.WriteString("mermaid", topology.ToMermaid());
        Names("inputTopics", topology.InputTopics);
        Names("outputTopics", topology.OutputTopics);
        writer.WriteEndObject();

        void Names(string property, IEnumerable<string> names)
        {
            writer.WriteStartArray(property);
            foreach (var name in names)
            {
                writer.WriteStringValue(name);
            }

            writer.WriteEndArray();
        }
    });

    /// <summary>The tasks of this instance.</summary>
    public Answer Tasks() => Answer.Of(StatusCodes.Status200OK, writer =>
    {
        var description = answers.Current.Describe();
        writer.WriteStartObject();
        writer.WriteString("instance", description.InstanceId);
        writer.WriteStartArray("tasks");
        foreach (var task in description.Threads.SelectMany(static thread => thread.Tasks).OrderBy(static task => (task.SubTopology, task.Partition)))
        {
            JsonSerializer.Serialize(writer, task, AnswerJson.Default.TaskDescription);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    });

    /// <summary>The stores.</summary>
    public Answer Stores() => Answer.Of(StatusCodes.Status200OK, writer =>
    {
        writer.WriteStartObject();
        writer.WriteStartArray("stores");
        foreach (var store in answers.Current.Stores)
        {
            writer.WriteStartObject();
            writer.WriteString("name", store.Name);
            writer.WriteString("kind", EnumName.Of(store.Kind));
            writer.WriteString("keyType", store.KeyType.Name);
            writer.WriteString("valueType", store.ValueType.Name);
            writer.WriteBoolean("isLogged", store.IsLogged);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    });

    /// <summary>Whether the instance is alive and ready: by the health checks of the host, or by the state of the application when it has none.</summary>
    public async ValueTask<Answer> HealthAsync(HttpContext context)
    {
        var (name, state) = (answers.Application.Name, answers.Application.State);
        var report = context.RequestServices.GetService<HealthCheckService>() is { } checks
            ? await checks.CheckHealthAsync(check => check.Name == $"clickstream-{name}-live" || check.Name == $"clickstream-{name}-ready", context.RequestAborted).ConfigureAwait(false)
            : null;
        var live = IsHealthy("live", state != StreamsState.Failed);
        var ready = IsHealthy("ready", state == StreamsState.Running);
        return Answer.Of(live && ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable, writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("application", name);
            writer.WriteString("state", state.ToString());
            writer.WriteBoolean("live", live);
            writer.WriteBoolean("ready", ready);
            foreach (var check in s_checks)
            {
                if (report?.Entries.TryGetValue($"clickstream-{name}-{check}", out var entry) == true)
                {
                    writer.WriteString($"{check}Detail", entry.Description);
                }
            }

            writer.WriteEndObject();
        });

        bool IsHealthy(string check, bool byState) =>
            report?.Entries.TryGetValue($"clickstream-{name}-{check}", out var entry) == true ? entry.Status != HealthStatus.Unhealthy : byState;
    }

    /// <summary>The descriptions of all instances.</summary>
    public async ValueTask<Answer> InstancesAsync(CancellationToken cancellationToken)
    {
        var own = answers.Current.Describe();
        var others = await answers.Peers.AskOthersAsync("", cancellationToken).ConfigureAwait(false);
        var known = answers.Current.FindInstances();
        return Answer.Of(StatusCodes.Status200OK, writer =>
        {
            writer.WriteStartObject();
            writer.WriteStartArray("instances");
            JsonSerializer.Serialize(writer, own, AnswerJson.Default.StreamsDescription);
            foreach (var other in others.Where(static other => other.IsOk))
            {
                writer.WriteRawValue(other.Body.Span, skipInputValidation: true);
            }

            writer.WriteEndArray();
            AnswerParts.Missing(writer, [.. known
                .Where(instance => !instance.IsThis && !others.Any(other => other.IsOk && other.Instance.Id == instance.Id))
                .Select(instance => (instance.Id, ReasonOf(others.FirstOrDefault(other => other.Instance.Id == instance.Id))))]);
            writer.WriteEndObject();
        });
    }

    /// <summary>How many sessions are open, of all instances.</summary>
    /// <exception cref="RefusedException">The operator has no counts.</exception>
    public async ValueTask<Answer> CountSessionsAsync(string name, bool mayAsk, CancellationToken cancellationToken)
    {
        var counts = new List<(string Instance, SessionCounts Counts)>();
        var missing = new List<(string, string)>();
        var application = answers.Current;

        // Sessions of partitions that move or are being restored are counted nowhere.
        var isMoving = application.FindOwners(name).Any(static owner => owner.Status is not (StateOwnerStatus.Here or StateOwnerStatus.Elsewhere));
        var own = application.Metrics.Sessions.FirstOrDefault(sessions => sessions.Operator == name) ?? new SessionCounts(name, 0, 0, 0, 0);
        counts.Add((application.InstanceId ?? "", own));
        if (mayAsk)
        {
            foreach (var answer in await answers.Peers.AskOthersAsync($"/sessions/{Uri.EscapeDataString(name)}/count", cancellationToken).ConfigureAwait(false))
            {
                if (answer.IsOk && Parse(name, answer.Body) is { } other)
                {
                    counts.Add((answer.Instance.Id, other));
                }
                else
                {
                    missing.Add((answer.Instance.Id, ReasonOf(answer)));
                }
            }

            missing.AddRange(application.FindInstances().Where(instance => !instance.IsThis && !answers.Peers.IsEnabled).Select(instance => (instance.Id, ReasonOf(null))));
        }

        return Answer.Of(StatusCodes.Status200OK, writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("operator", name);
            writer.WritePropertyName("open");
            if (counts.All(static one => one.Counts.Open is not null))
            {
                ExactInt64Converter.Write(writer, counts.Sum(static one => one.Counts.Open!.Value));
            }
            else
            {
                writer.WriteNullValue();
            }

            Sum("opened", static one => one.Opened);
            Sum("closed", static one => one.Closed);
            Sum("merged", static one => one.Merged);
            writer.WriteBoolean("isComplete", missing.Count == 0 && !isMoving);
            AnswerParts.Missing(writer, missing);
            writer.WriteEndObject();

            void Sum(string property, Func<SessionCounts, long> of)
            {
                writer.WritePropertyName(property);
                ExactInt64Converter.Write(writer, counts.Sum(one => of(one.Counts)));
            }
        });
    }

    private static string ReasonOf(Peers.PeerAnswer? answer) => answer is null ? "cannot be asked without a PeerKey" : answer.Reason;

    private static SessionCounts? Parse(string name, ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            var open = root.GetProperty("open");
            return new SessionCounts(
                name, root.GetProperty("opened").GetInt64(), root.GetProperty("closed").GetInt64(), root.GetProperty("merged").GetInt64(),
                open.ValueKind == JsonValueKind.Null ? null : open.GetInt64());
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }
}
