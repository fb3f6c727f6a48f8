using ClickstreamAnalysis.Processing;

namespace ClickstreamAnalysis.Topologies;

/// <summary>The node that reads a topic.</summary>
internal sealed class SourceNode<TKey, TValue> : SourceNode
{
    private readonly Consumed<TKey, TValue> _consumed;

    public SourceNode(string name, string topic, bool isInternal, Consumed<TKey, TValue> consumed)
        : base(name, topic, isInternal)
    {
        _consumed = consumed;
        Output = AddPort<TKey, TValue>();
    }

    public OutputPort<TKey, TValue> Output { get; }

    public override (object Key, object Value) Serdes => (_consumed.KeySerde!, _consumed.ValueSerde!);

    public override SourceReceiver Create(TaskAssembly assembly, TaskClock? clock) =>
        new Reader(Output.Connect(assembly), clock, _consumed, SeesHeaders);

    private sealed class Reader(Receiver<TKey, TValue> next, TaskClock? clock, Consumed<TKey, TValue> consumed, bool seesHeaders) : SourceReceiver
    {
        private readonly ISerde<TKey> _keySerde = consumed.KeySerde!;
        private readonly ISerde<TValue> _valueSerde = consumed.ValueSerde!;
        private readonly EventTimeReader<TValue>? _timestampOf = consumed.EventTimeReader;

        // Values may be large structs: they are copied once here, into the record, and passed by reference afterwards.
        public override SourceOutcome Deliver(in SourceRecord record, long earliestTimestampMs, long latestTimestampMs)
        {
            var isRead = false;
            var isUnderstood = false;
            try
            {
                if (!IsComplete(in record))
                {
                    Error = null;
                    return SourceOutcome.Unreadable;
                }

                var key = record.HasKey ? _keySerde.Deserialize(record.Key) : default!;
                var value = record.HasValue ? _valueSerde.Deserialize(record.Value) : default!;
                isRead = true;
                var timestampMs = _timestampOf is null || !record.HasValue ? record.TimestampMs : _timestampOf(in value);
                if (timestampMs < earliestTimestampMs || timestampMs > latestTimestampMs)
                {
                    Reason = EventTimeGuard.ReasonFor(timestampMs, earliestTimestampMs, latestTimestampMs);
                    Error = null;
                    return SourceOutcome.Rejected;
                }

                isUnderstood = true;
                clock?.Advance(timestampMs);
                next.Process(new Record<TKey, TValue>(key, value, timestampMs, seesHeaders ? RecordHeaders.CopyOf(record.Headers) : null));
                return SourceOutcome.Accepted;
            }
            catch (Exception error)
            {
                Reason = isUnderstood ? "processing" : isRead ? "event-time" : error is SerdeException serde ? serde.Reason : "deserialization";
                Error = error;
                return error is SerdeNotReadyException && !isRead ? SourceOutcome.NotReady : isUnderstood ? SourceOutcome.Failed : SourceOutcome.Unreadable;
            }
        }

        public override bool TryPeekTimestamp(in SourceRecord record, out long timestampMs)
        {
            timestampMs = record.TimestampMs;
            if (_timestampOf is null)
            {
                return true;
            }

            try
            {
                if (!record.HasValue)
                {
                    return false;
                }

                var value = _valueSerde.Deserialize(record.Value);
                timestampMs = _timestampOf(in value);
                return true;
            }
            catch (Exception)
            {
                // Deliver reads the same bytes again and records the reason.
                return false;
            }
        }

        private bool IsComplete(in SourceRecord record)
        {
            if (!record.HasKey && !consumed.AllowsNullKey)
            {
                Reason = "null-key";
                return false;
            }

            if (!record.HasValue && !consumed.AllowsNullValue)
            {
                Reason = "null-value";
                return false;
            }

            return true;
        }
    }
}
