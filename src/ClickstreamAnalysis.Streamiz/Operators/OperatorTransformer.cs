using ClickstreamAnalysis.Processing;
using ClickstreamAnalysis.Streamiz.Stores;
using Streamiz.Kafka.Net.Crosscutting;
using Streamiz.Kafka.Net.Processors.Public;
using StreamizPunctuation = Streamiz.Kafka.Net.Processors.Public.PunctuationType;

namespace ClickstreamAnalysis.Streamiz.Operators;

/// <summary>Runs an operator as a Streamiz processor in one task.</summary>
/// <remarks>Streamiz creates an object for each task by reflection, from the parameters of its supplier.</remarks>
internal sealed class OperatorTransformer<TKey, TValue> : ITransformer<TKey, TValue, TKey, object>, IResultForwarder
    where TKey : notnull
{
    // The shortest interval that Streamiz accepts.
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(10);

    private static readonly TimeSpan s_longestIdleInterval = TimeSpan.FromSeconds(1);

    private readonly HostedOperator<TKey, TValue>? _hosted;
    private ProcessorContext<TKey, object>? _context;
    private OperatorStore? _store;
    private OperatorAssembly? _assembly;
    private Receiver<TKey, TValue>? _receiver;
    private TKey _key = default!;
    private long _lastRecordMs;

    /// <summary>Required by Streamiz, which uses only the type of the object.</summary>
    public OperatorTransformer()
    {
    }

    public OperatorTransformer(HostedOperator<TKey, TValue> hosted) => _hosted = hosted;

    public void Init(ProcessorContext<TKey, object> context)
    {
        var hosted = _hosted ?? throw new InvalidOperationException("A processor was created without its operator.");
        _context = context;
        _store = (OperatorStore)context.GetStateStore(hosted.Name);
        _assembly = new OperatorAssembly(context.Id.ToString(), _store, this, Logger.GetLogger(typeof(OperatorContext)));
        _receiver = hosted.Node.Receive(_assembly);
        context.Schedule(s_interval, StreamizPunctuation.STREAM_TIME, _ => CloseDue());
        if (hosted.IdleTimeout is { } timeout)
        {
            _lastRecordMs = context.WallClockTime;
            context.Schedule(
                timeout < s_longestIdleInterval ? timeout : s_longestIdleInterval, StreamizPunctuation.PROCESSING_TIME, nowMs => FollowWallClock(nowMs, timeout));
        }
    }

    public global::Streamiz.Kafka.Net.Processors.Public.Record<TKey, object>? Process(global::Streamiz.Kafka.Net.Processors.Public.Record<TKey, TValue> record)
    {
        var timestampMs = _context!.Timestamp;
        if (record.Value is null || timestampMs < 0)
        {
            _assembly!.Reject(record.Value is null ? "null-value" : "negative-time");
            return null;
        }

        _key = record.Key;
        _store!.Advance(timestampMs);
        try
        {
            _receiver!.Process(new Record<TKey, TValue>(record.Key, record.Value, timestampMs, StreamizHeaders.Of(record.Headers)));
            _assembly!.ForwardHeld();
        }
        catch (Exception error) when (Failed(error))
        {
            throw;
        }

        if (_hosted!.IdleTimeout is not null)
        {
            _lastRecordMs = _context.WallClockTime;
        }

        // Results were forwarded, and a null adds none.
        return null;
    }

    public void Forward<TOutKey, TOutValue>(string child, in Record<TOutKey, TOutValue> result)
    {
        var context = _context!;
        var (timestampMs, headers) = (context.Timestamp, context.Headers);
        context.ChangeTimestamp(result.TimestampMs);
        context.SetHeaders(StreamizHeaders.ToKafka(result.HeadersOrNull));
        try
        {
            // The child of a result with a key of another type takes the key from the result.
            context.Forward(result.Key is TKey key ? key : _key, new Emitted<TOutKey, TOutValue>(result.Key, result.Value), child);
        }
        finally
        {
            context.ChangeTimestamp(timestampMs);
            context.SetHeaders(headers);
        }
    }

    public void Close()
    {
    }

    private void FollowWallClock(long nowMs, TimeSpan timeout)
    {
        if (nowMs - _lastRecordMs >= timeout.TotalMilliseconds && nowMs > _store!.Clock.StreamTimeMs && _store.Clock.StreamTimeMs != TaskClock.NotStarted)
        {
            _store.Clock.Advance(nowMs);
            CloseDue();
            if (_store.Table.IsDirty)
            {
                // Streamiz commits only after records, unless it is asked to.
                _context!.Commit();
            }
        }
    }

    private void CloseDue()
    {
        if (_store!.HasFailed)
        {
            return;
        }

        try
        {
            _assembly!.CloseDue();
            _assembly.ForwardHeld();
        }
        catch (Exception error) when (Failed(error))
        {
            throw;
        }
    }

    /// <summary>Notes the failure without catching it.</summary>
    private bool Failed(Exception error)
    {
        _store!.Fail(error);
        return false;
    }
}
