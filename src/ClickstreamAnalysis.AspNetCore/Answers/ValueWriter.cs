using System.Collections.Immutable;
using System.Text.Json;

namespace ClickstreamAnalysis.AspNetCore.Answers;

/// <summary>Writes what stores hold as JSON. Times are ISO 8601 in UTC, durations are in milliseconds. Thread-safe.</summary>
internal sealed class ValueWriter(AnswerSerialization json)
{
    /// <summary>Writes the sessions of a key.</summary>
    public void Sessions<TKey, TAggregate>(Utf8JsonWriter writer, IEnumerable<Session<TKey, TAggregate>> sessions)
    {
        writer.WriteStartArray();
        foreach (var session in sessions)
        {
            writer.WriteStartObject();
            writer.WriteString("id", session.Id.ToString());
            Times(writer, session.StartMs, session.EndMs);
            Number(writer, "durationMs", session.EndMs - session.StartMs);
            Number(writer, "eventCount", session.EventCount);
            Number(writer, "revision", session.Revision);
            if (session.Number != 0)
            {
                Number(writer, "number", session.Number);
            }

            writer.WritePropertyName("aggregate");
            json.Write(writer, session.Aggregate);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    /// <summary>Writes windows of a key in a window store, which does not know their size.</summary>
    public void Windows<TKey, TValue>(Utf8JsonWriter writer, IEnumerable<StoredWindow<TKey, TValue>> windows)
        where TKey : notnull =>
        Windows(writer, windows.Select(static window => (window.StartMs, (long?)null, window.Value)));

    /// <summary>Writes open windows of a key.</summary>
    public void Windows<TKey, TAggregate>(Utf8JsonWriter writer, IEnumerable<KeyValuePair<Windowed<TKey>, TAggregate>> windows) =>
        Windows(writer, windows.Select(static window => (window.Key.StartMs, (long?)window.Key.EndMs, window.Value)));

    /// <summary>Writes sessions of a key in a session store.</summary>
    public void Windows<TKey, TValue>(Utf8JsonWriter writer, IEnumerable<StoredSession<TKey, TValue>> sessions)
        where TKey : notnull =>
        Windows(writer, sessions.Select(static one => (one.Session.StartMs, (long?)one.Session.EndMs, one.Value)));

    /// <summary>Writes the attempts of a key in a funnel.</summary>
    public void Outcomes(Utf8JsonWriter writer, IEnumerable<FunnelOutcome> outcomes)
    {
        writer.WriteStartArray();
        foreach (var outcome in outcomes)
        {
            writer.WriteStartObject();
            Bucket(writer, "bucket", outcome.Bucket);
            writer.WriteNumber("stepsReached", outcome.StepsReached);
            writer.WriteNumber("stepCount", outcome.StepCount);
            writer.WriteBoolean("isComplete", outcome.IsComplete);
            writer.WriteBoolean("isFinal", outcome.IsFinal);
            Number(writer, "elapsedMs", (long)outcome.Elapsed.TotalMilliseconds);
            if (outcome.Value is not null)
            {
                writer.WriteString("value", outcome.Value);
            }

            writer.WriteStartArray("steps");
            for (var i = 0; i < outcome.StepTimesMs.Length; i++)
            {
                writer.WriteStartObject();
                writer.WriteNumber("step", outcome.StepsTaken[i]);
                writer.WriteString("time", DateTimeOffset.FromUnixTimeMilliseconds(outcome.StepTimesMs[i]).UtcDateTime);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    /// <summary>Writes the counts of a bucket, with rates.</summary>
    public static void Counts(Utf8JsonWriter writer, FunnelCounts counts)
    {
        writer.WriteStartObject();
        Bucket(writer, "bucket", counts.Bucket);
        writer.WriteNumber("conversionRate", counts.ConversionRate);
        Steps(writer, counts.Steps);
        Times(writer, "timeToConvert", counts.TimeToConvert);
        writer.WriteStartArray("breakdown");
        foreach (var part in counts.Breakdown)
        {
            writer.WriteStartObject();
            writer.WriteString("value", part.Value);
            Steps(writer, part.Steps);
            Times(writer, "timeToConvert", part.TimeToConvert);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    /// <summary>Writes a value.</summary>
    public void Value<TValue>(Utf8JsonWriter writer, TValue value) => json.Write(writer, value);

    /// <summary>Writes a key.</summary>
    public void Key<TKey>(Utf8JsonWriter writer, TKey key)
    {
        if (key is FunnelBucket bucket)
        {
            writer.WriteStringValue(TextOf(bucket));
        }
        else
        {
            json.Write(writer, key);
        }
    }

    private static string TextOf(FunnelBucket bucket) => bucket.Window is { } window ? FormattableString.Invariant($"{window.StartMs}_{window.EndMs}") : "all";

    private static void Bucket(Utf8JsonWriter writer, string name, FunnelBucket bucket)
    {
        if (bucket.Window is not { } window)
        {
            writer.WriteNull(name);
            return;
        }

        writer.WriteStartObject(name);
        Times(writer, window.StartMs, window.EndMs);
        writer.WriteEndObject();
    }

    private static void Steps(Utf8JsonWriter writer, ImmutableArray<FunnelStepCount> steps)
    {
        writer.WriteStartArray("steps");
        for (var i = 0; i < steps.Length; i++)
        {
            writer.WriteStartObject();
            writer.WriteString("name", steps[i].Name);
            Number(writer, "users", steps[i].Users);
            Rate(writer, "rateOfFirst", steps[i].Users, steps[0].Users);
            Rate(writer, "rateOfPrevious", steps[i].Users, steps[Math.Max(0, i - 1)].Users);
            Times(writer, "timeFromPrevious", steps[i].TimeFromPrevious);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void Rate(Utf8JsonWriter writer, string name, long part, long whole) => writer.WriteNumber(name, whole == 0 ? 0 : (double)part / whole);

    private static void Times(Utf8JsonWriter writer, string name, FunnelTimes? times)
    {
        if (times is null)
        {
            return;
        }

        writer.WriteStartObject(name);
        Number(writer, "count", times.Count);
        if (times.Average is { } average)
        {
            writer.WriteNumber("averageMs", average.TotalMilliseconds);
            writer.WriteNumber("medianMs", times.Percentile(50)!.Value.TotalMilliseconds);
            writer.WriteNumber("p90Ms", times.Percentile(90)!.Value.TotalMilliseconds);
        }

        writer.WriteStartArray("histogram");
        foreach (var range in times.Histogram)
        {
            writer.WriteStartObject();
            writer.WriteNumber("fromMs", range.From.TotalMilliseconds);
            writer.WriteNumber("toMs", range.To.TotalMilliseconds);
            Number(writer, "count", range.Count);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void Times(Utf8JsonWriter writer, long startMs, long? endMs)
    {
        writer.WriteString("start", DateTimeOffset.FromUnixTimeMilliseconds(startMs).UtcDateTime);
        if (endMs is { } end)
        {
            writer.WriteString("end", DateTimeOffset.FromUnixTimeMilliseconds(end).UtcDateTime);
        }
    }

    private static void Number(Utf8JsonWriter writer, string name, long value)
    {
        writer.WritePropertyName(name);
        ExactInt64Converter.Write(writer, value);
    }

    private void Windows<TValue>(Utf8JsonWriter writer, IEnumerable<(long StartMs, long? EndMs, TValue Value)> windows)
    {
        writer.WriteStartArray();
        foreach (var (startMs, endMs, value) in windows)
        {
            writer.WriteStartObject();
            Times(writer, startMs, endMs);
            writer.WritePropertyName("value");
            json.Write(writer, value);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
