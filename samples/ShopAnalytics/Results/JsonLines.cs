using System.Text.Encodings.Web;
using System.Text.Json;
using ClickstreamAnalysis;

namespace ShopAnalytics.Results;

/// <summary>Writes results as one JSON object a line. Sessions and funnels are written as they stand in their topics.</summary>
internal sealed class JsonLines : IResultsListener, IDisposable
{
    private readonly Stream _output;
    private readonly Utf8JsonWriter _writer;
    private byte[] _funnel = [];
    private bool _funnelChanged;

    public JsonLines(Stream output)
    {
        _output = new BufferedStream(output, 64 * 1024);
        _writer = new Utf8JsonWriter(_output, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true });
    }

    public long Sessions { get; private set; }

    public void OnSession(ClosedSession session, ReadOnlySpan<byte> json)
    {
        Sessions++;
        WriteLine(json);
    }

    public void OnFunnel(IReadOnlyList<FunnelStepUsers> steps, ReadOnlySpan<byte> json)
    {
        // The changes of one batch are one line: the last.
        if (!json.SequenceEqual(_funnel))
        {
            _funnelChanged = true;
            _funnel = json.ToArray();
        }
    }

    public void OnCount(string tally, string task, string name, long count)
    {
    }

    public void OnBatchEnd()
    {
        if (_funnelChanged)
        {
            _funnelChanged = false;
            WriteLine(_funnel);
        }

        _output.Flush();
    }

    public void WriteSummary(RunSummary summary)
    {
        _writer.WriteStartObject();
        _writer.WriteString("type", "summary");
        WriteCounts(summary.Metrics);
        _writer.WriteNumber("sessions", Sessions);
        _writer.WriteNumber("fed", summary.Fed);
        _writer.WriteNumber("commits", summary.Metrics.Commits);
        _writer.WriteNumber("restored", summary.Metrics.RestoredRecords);
        _writer.WriteNumber("recoveries", summary.Metrics.Recoveries);
        _writer.WriteNumber("elapsedMs", (long)summary.Elapsed.TotalMilliseconds);
        _writer.WriteNumber("peakMemoryBytes", summary.PeakMemoryBytes);
        _writer.WriteBoolean("complete", summary.IsComplete);
        _writer.WriteEndObject();
        _writer.Flush();
        _output.WriteByte((byte)'\n');
        _output.Flush();
    }

    public void Dispose()
    {
        _writer.Dispose();
        _output.Dispose();
    }

    private void WriteCounts(StreamsMetrics metrics)
    {
        _writer.WriteNumber("read", metrics.Read);
        _writer.WriteNumber("processed", metrics.Processed);
        _writer.WriteNumber("late", metrics.Late);
        _writer.WriteNumber("failed", metrics.Failed);
        _writer.WriteNumber("rejected", metrics.Rejected);
        _writer.WriteStartObject("reasons");
        foreach (var (reason, count) in metrics.Reasons.OrderBy(r => r.Key, StringComparer.Ordinal))
        {
            _writer.WriteNumber(reason, count);
        }

        _writer.WriteEndObject();
        _writer.WriteStartArray("dropped");
        foreach (var loss in metrics.Dropped)
        {
            WriteLoss(loss);
        }

        _writer.WriteEndArray();
    }

    private void WriteLoss(OperatorLoss loss)
    {
        _writer.WriteStartObject();
        _writer.WriteString("operator", loss.Operator);
        _writer.WriteString("reason", loss.Reason);
        _writer.WriteNumber("records", loss.Records);
        if (loss.HighestLateness is { } lateness)
        {
            _writer.WriteNumber("highestLatenessMs", (long)lateness.TotalMilliseconds);
        }

        if (loss.NeededGrace is { } grace)
        {
            _writer.WriteNumber("neededGraceMs", (long)grace.TotalMilliseconds);
        }

        _writer.WriteEndObject();
    }

    private void WriteLine(ReadOnlySpan<byte> json)
    {
        _output.Write(json);
        _output.WriteByte((byte)'\n');
    }
}
